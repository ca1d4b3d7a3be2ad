# --req (request, request-target) ist mehrdeutig, curl sendet nichts
curl --req POST --dat 'a=1' https://api.example.com/never-sent
curl --heade 'X-Abk: ja' --data-ra '@a=1' --sil --show-e --incl https://api.example.com/abbrev
