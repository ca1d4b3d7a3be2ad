curl --trace-ascii trace.txt --trace-time --stderr err.log https://api.example.com/trace
