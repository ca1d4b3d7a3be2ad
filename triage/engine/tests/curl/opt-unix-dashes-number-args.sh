curl -m 5 -y 3 -Y 1 -C 10 -z "Sat, 01 Jun 2024 10:00:00 +0200" https://downloads.example.com/numbers
