curl https://social.example.com/@erika/1?mail=a@example.org
