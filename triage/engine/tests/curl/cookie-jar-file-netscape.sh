printf '# Netscape HTTP Cookie File\n.example.com\tTRUE\t/\tFALSE\t0\tsid\tabc123\nother.example.org\tFALSE\t/\tFALSE\t0\tnope\t1\nwww.example.com\tFALSE\t/admin\tFALSE\t0\trole\troot\n' > jar-file.txt
curl -b jar-file.txt https://www.example.com/admin/users
