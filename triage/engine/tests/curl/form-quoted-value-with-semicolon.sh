curl -F 'colors="red; green; blue";type=text/x-myapp' -F 'q="say \"hi\" \\ bye"' https://forms.example.net/quoted
