echo -n 'ohne Umbruch' | curl --data-binary @- https://api.example.com/echo-n
echo -e 'mit\tTab\nund Umbruch' | curl --data-binary @- https://api.example.com/echo-e
