curl --cookie 'consent={"ads":false,"lang":"de"}; path=/a/b?c=d; eq=a=b==' https://app.example.com/prefs
