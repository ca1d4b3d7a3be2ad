echo 'header = "X-From-Config: yes"' | curl -sS -K- -H 'X-From-Args: yes' https://api.example.com/mixed-config
