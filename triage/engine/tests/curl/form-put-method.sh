curl --request PUT --form 'title="Quartalsbericht"' --form 'year="2024"' 'https://docs.example.com/api/reports/77'
