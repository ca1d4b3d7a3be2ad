if curl -sf --max-time 3 https://api.example.com/ready -H 'X-Probe: 1'; then
  echo bereit
else
  echo "nicht bereit" >&2
  exit 1
fi
