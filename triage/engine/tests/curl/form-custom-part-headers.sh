curl -F 'part=data;headers="X-Part-Id: 17";headers="X-Other: b"' -F 'z=1' https://mime.example.com/in
