curl --trace-ids --trace-config all -s https://api.example.com/traced
