curl 'https://api.example.com/#frag[1-2]'
