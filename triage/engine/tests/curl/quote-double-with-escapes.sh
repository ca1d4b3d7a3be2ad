curl -d "a=\"x\"&b=\$HOME&c=\`id\`&d=back\\slash&e=\n&f=100\%&g=hi\!" https://api.example.com/dq-escapes
