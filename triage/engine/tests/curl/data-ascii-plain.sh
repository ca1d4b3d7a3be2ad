curl --data-ascii 'firstname=boolean&lastname=world' https://example.com/cgi-bin/register.cgi
