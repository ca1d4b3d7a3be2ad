curl -XDELETE https://api.example.com/v2/users/1842/sessions
