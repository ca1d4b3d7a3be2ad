curl -X POST https://api.example.com/eval -H "Content-Type: application/json" -d "{\"code\":\"print(\\\"hi \$USER\\\")\",\"cost\":\"\$5\",\"cmd\":\"\`ls\`\",\"path\":\"C:\\\\temp\"}"
