curl -JLO https://downloads.example.com/get?id=77 --no-clobber
