curl -d '$HOME ${PATH} $(id) `id` %s %% \n \\' https://api.example.com/all-literal
