curl -s -X POST -d step=1 https://api.example.com/chain/1 && curl -s -X POST -d step=2 https://api.example.com/chain/2
