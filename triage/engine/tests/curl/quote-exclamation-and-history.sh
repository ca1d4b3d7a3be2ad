curl -d 'pw=Geheim!1&x=!!' -d "y=wow!" https://api.example.com/bang
