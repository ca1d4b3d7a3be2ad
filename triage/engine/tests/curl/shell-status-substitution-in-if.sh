if [ "$(curl -s -o /dev/null -w '%{http_code}' -I https://api.example.com/status)" = 200 ]; then
  echo up
fi
