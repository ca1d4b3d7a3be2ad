curl -H "X-A: "'one'"two" http://api.example.com/
