curl --no-silent --no-location --no-compressed --no-progress-meter --no-keepalive --no-buffer https://api.example.com/no-forms
