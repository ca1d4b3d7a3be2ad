curl -s -d 'long=job' https://api.example.com/background > out.txt 2>&1 &
wait
