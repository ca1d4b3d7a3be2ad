echo payload | curl -H 'Expect:' -T - http://localhost:9000/u/1
