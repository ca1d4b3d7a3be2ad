curl -C 2048 -o disk.iso https://downloads.example.com/disk.iso
