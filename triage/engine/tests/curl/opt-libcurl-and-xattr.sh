curl --libcurl code.c -R --remove-on-error -o f.bin https://downloads.example.com/f.bin
