curl https://api.exam\
ple.com/v1/wo\
rd -H X-Sp\
lit:1
