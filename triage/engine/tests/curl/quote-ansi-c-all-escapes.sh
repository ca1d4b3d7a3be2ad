curl --data-binary $'tab\there\nnl \x41\102 \u00e9\U0001F600 \'sq\' \"dq\" \\ \a\b\e\f\v \cA end' https://api.example.com/ansi
