curl --request POST "http://localhost:8086/api/v2/write?org=acme&bucket=b%201&precision=ns" --header "Authorization: Token demo" --header "Content-Type: text/plain; charset=utf-8" --data-binary '
airSensors,sensor_id=TLM0201 temperature=73.97,humidity=35.23 1630424257000000000
airSensors,sensor_id=TLM0202 temperature=75.30,note="a b" 1630424257000000000
'
