curl https://static.example.com/a/b/.. https://static.example.com/a/b/. https://static.example.com/..
