curl --user 'erika@example.com:p:a$$ w%rd"äö' https://api.example.com/private
