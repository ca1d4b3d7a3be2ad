echo 'x=1' | curl --data-binary @- http://api.example.com/
