curl --retry 5 --retry-delay 2 --retry-max-time 60 --retry-connrefused --retry-all-errors --connect-timeout 5.5 --max-time 30 https://api.example.com/retry
