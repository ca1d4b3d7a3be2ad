#!/usr/bin/env bash
set -euo pipefail
readonly API="https://api.example.com/v1"
declare -r KEY='kein-echter-schluessel'
curl --silent --show-error --fail "$API/reports?from=2024-01-01" --header "X-Api-Key: $KEY"
