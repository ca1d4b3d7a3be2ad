curl -d "{"a":"bc"}" https://api.example.com/lost-quotes https://api.example.com/again 2>/dev/null
