curl -gs 'http://localhost:9090/api/v1/query?query=up{job="node",instance=~"web.*"}[5m]'
