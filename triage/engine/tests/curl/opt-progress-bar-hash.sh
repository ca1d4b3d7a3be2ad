curl -# -o big.bin https://downloads.example.com/big.bin
