curl https://erika:geheim@git.example.org/team/repo.git/info/refs?service=git-upload-pack
