curl -L \
  -X POST \
  -H "Accept: application/vnd.example+json" \
  -H "Authorization: Bearer <YOUR-TOKEN>" \
  -H "X-Api-Version: 2022-11-28" \
  https://api.example.com/repos/OWNER/REPO/actions/workflows/main.yml/dispatches \
  -d '{"ref":"topic-branch","inputs":{"name":"Mona the \"Octocat\"","home":"San Francisco, CA"}}'
