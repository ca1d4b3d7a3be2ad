curl HTTP://API.example.com/X
