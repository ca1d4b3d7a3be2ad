curl https://cdn.example.com//assets///app.js http://cdn.example.com//
