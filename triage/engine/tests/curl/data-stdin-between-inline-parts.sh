echo 'mid=dle' | curl -d first=1 -d @- -d last=3 https://api.example.com/three-parts
