curl -u :nur-passwort http://localhost:5984/_all_dbs
