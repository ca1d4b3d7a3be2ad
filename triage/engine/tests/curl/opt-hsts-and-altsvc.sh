curl --hsts hsts.out --alt-svc alt.out https://www.example.com/hsts
