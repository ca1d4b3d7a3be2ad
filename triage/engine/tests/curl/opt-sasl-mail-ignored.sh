curl --delegation none --service-name HTTP --login-options AUTH=PLAIN --crlf --use-ascii https://api.example.com/ignored-opts
