curl -d "who=$(echo "it's $(printf '%s' "\"nested\"")")" "https://api.example.com/nested-$(echo subst | tr a-z A-Z)"
