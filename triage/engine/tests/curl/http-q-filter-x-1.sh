curl 'http://a.example.com/?q=[]&filter[x]=1'
