curl -O https://downloads.example.com/pkg/app-1.0.zip?mirror=2
