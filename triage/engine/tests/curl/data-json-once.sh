curl --json '{"tool": "curl", "version": [7, 82]}' https://api.example.com/tools
