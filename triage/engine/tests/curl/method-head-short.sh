curl -I https://downloads.example.com/releases/app-3.2.1.tar.gz
