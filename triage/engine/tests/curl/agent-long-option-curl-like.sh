curl --user-agent "internal-monitor/1.4 (+https://status.example.org/bot)" -fsS https://www.example.org/healthz
