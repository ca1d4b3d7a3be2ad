curl --skip-existing --out-null https://api.example.com/export
