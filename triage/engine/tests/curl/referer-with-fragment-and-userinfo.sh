curl --referer 'https://erika:pw@www.example.com/page?x=1#frag' https://stats.example.net/collect
