curl --url https://a.example.com/1 https://b.example.com/2 --url https://c.example.com/3 -H 'X-All: yes'
