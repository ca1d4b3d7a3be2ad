curl https://one.example.com/hook https://two.example.com/hook -d 'event=push' -u bot:pw
