url="https://api.example.com/v1/files/report.final.pdf"
name=${url##*/}
curl -H "X-Name: $name" -H "X-Base: ${name%.*}" -H "X-Len: ${#name}" "${url/v1/v2}"
