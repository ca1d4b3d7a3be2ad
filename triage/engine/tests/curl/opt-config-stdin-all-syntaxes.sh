curl -K - <<'CONF'
# Kommentarzeile
url = "https://api.example.com/config?x=1"
request: PUT
-H "X-One: eins"
--header = X-Two:zwei
header "X-Three: mit \"Quotes\" und \\ und \t Tab"
user = erika:geheim   
data = "a=1"
data "b=2"
silent
user-agent: konfig/1.0

CONF
