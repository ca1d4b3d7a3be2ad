printf 'machine api.example.com login netuser password netpass\nmachine other.example.org login o password p\n' > netrc-file
curl --netrc-file ./netrc-file https://api.example.com/via-netrc
