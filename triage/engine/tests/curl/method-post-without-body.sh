curl -X POST https://jenkins.example.org/job/nightly-build/build?token=abc-not-real
