curl -i -X OPTIONS https://api.example.com/v1/orders \
  -H 'Origin: https://shop.example.org' \
  -H 'Access-Control-Request-Method: PUT' \
  -H 'Access-Control-Request-Headers: content-type,x-requested-with'
