curl --data-urlencode "s=-_.~!*'();:@&=+\$,/?#[]%<>\"\\^\`{|} "$'\t\n' https://api.example.com/reserved
