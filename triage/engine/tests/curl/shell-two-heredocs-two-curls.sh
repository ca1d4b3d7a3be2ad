curl -s --data-binary @- https://api.example.com/h1 <<A; curl -s --data-binary @- https://api.example.com/h2 <<'B'
eins $((1+1))
A
zwei $((1+1))
B
