curl -fsSL -I \
  -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' \
  -H 'Accept: application/vnd.oci.image.index.v1+json' \
  -u 'robot$ci:invented' \
  https://registry.example.com/v2/team/app/manifests/sha256:0000000000000000000000000000000000000000000000000000000000000000
