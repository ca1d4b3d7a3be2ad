curl -X POST -H 'Content-type: application/json' --data '{
	"blocks": [
		{
			"type": "section",
			"text": { "type": "mrkdwn", "text": "*Build* <https://ci.example.com/1|#1> fehlgeschlagen :x:\n>`make test`" }
		},
		{ "type": "divider" }
	]
}' https://hooks.example.com/services/AAA/BBB/ccc
