curl -d 'discount=50%&redirect=https%3A%2F%2Fshop.example.com%2F%3Fa%3D1%26b%3D2&plus=1+1=2&empty=&flag' https://shop.example.com/checkout
