curl -X POST -d 'state=on' 'https://api.example.com/lamps/[1-2]/state'
