curl --digest -u admin:admin http://192.0.2.20/cgi-bin/snapshot.cgi
