curl --json '{ "drink":' --json ' "coffee" }' https://cafe.example.org/orders
