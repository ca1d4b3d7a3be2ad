curl --user-a 'abbr/2' --refe https://ref.example.net --basic --data-b 'k=v' --compressed --max-t 5 --ins --outpu\
t abbr.out --retry 1 --globo --path-as --verb 'https://api.example.com/abbrev2/../[x]'
