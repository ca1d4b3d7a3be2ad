curl https://git.example.com/api/v4/projects/gruppe%2Fprojekt/repository/files/src%2Fmain%2Ec/raw?ref=feature%2F100%25
