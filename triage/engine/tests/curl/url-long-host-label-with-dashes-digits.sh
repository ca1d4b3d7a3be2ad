curl https://a1-b2--c3.x_y.example.com/under_score-host/%7Etilde
