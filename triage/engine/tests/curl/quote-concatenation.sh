curl 'https://api.'"example"'.com'/con"cat"?a='1'"2"3 -H 'X-'"Mix: "\"quoted\"
