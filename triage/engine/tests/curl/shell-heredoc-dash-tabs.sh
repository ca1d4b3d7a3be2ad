curl --data-binary @- https://api.example.com/heredoc-dash <<-END
	eingerückt mit Tab
		zwei Tabs
	  Tab und Leerzeichen
	END
