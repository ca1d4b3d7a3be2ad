curl -Fa=1 --form b=2 --form-s 'c=@3' https://forms.example.com/glued
