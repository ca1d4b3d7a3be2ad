cat <<EOF | curl -sS -X PUT --data-binary @- -H "Content-Type: application/yaml" https://conf.example.com/apps/web
name: web
replicas: 3
env:
  - A=1
EOF
