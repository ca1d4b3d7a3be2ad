curl -d x=1 $NICHT_GESETZTE_OPTIONEN https://api.example.com/unset-arg
