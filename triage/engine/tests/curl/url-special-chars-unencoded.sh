curl "https://api.example.com/a;v=1,2/~user/(x)/@me/\$id/!/'q'?x=<tag>|y^z\`"
