APISERVER=https://10-0-0-1.example.net:6443
curl -k --cacert /var/run/secrets/ca.crt -X PATCH "$APISERVER/apis/apps/v1/namespaces/default/deployments/web" \
  -H 'Authorization: Bearer sa.invented.token' \
  -H 'Content-Type: application/strategic-merge-patch+json' \
  --data '{"spec":{"template":{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":"2024-05-01T10:00:00Z"}}}}}'
