TOKEN="demo-token"
ACCOUNT=1001
curl -X PATCH "https://api.example.com/v1/accounts/${ACCOUNT}/settings?dry_run=false" \
     -H "Authorization: Bearer ${TOKEN}" \
     -H "Content-Type: application/merge-patch+json" \
     -H "If-Match: \"v17\"" \
     --data "{
       \"account\": ${ACCOUNT},
       \"locale\": \"de_DE\",
       \"limits\": { \"daily\": \$100, \"note\": \"100% \`fix\`\" },
       \"owner\": \"${OWNER:-nobody}\"
     }"
