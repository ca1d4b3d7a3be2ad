curl --time-cond 2024-02-29 https://www.example.com/leap
