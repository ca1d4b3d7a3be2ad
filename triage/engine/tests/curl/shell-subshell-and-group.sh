( curl -s https://api.example.com/sub ) ; { curl -s -d g=1 https://api.example.com/group; }
