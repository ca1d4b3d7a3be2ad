curl -s -F 'ticket[title]=Drucker kaputt' -F 'ticket[watchers][]=anna' -F 'ticket[watchers][]=ben' https://help.example.com/tickets.json
