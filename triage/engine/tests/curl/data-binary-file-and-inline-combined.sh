printf 'B=\0022\n' > teil-file.bin
curl --data-binary 'A=1' --data-binary @teil-file.bin -d C=3 https://api.example.com/parts
