printf 'Authorization: Bearer from-stdin\nX-Via: pipe\n' | curl -s -H @- https://headers.example.net/stdin
