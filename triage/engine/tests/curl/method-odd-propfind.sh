curl --request PROPFIND \
     --header 'Depth: 1' \
     --header 'Content-Type: application/xml; charset=utf-8' \
     --data '<?xml version="1.0"?><d:propfind xmlns:d="DAV:"><d:prop><d:getetag/><d:displayname/></d:prop></d:propfind>' \
     https://cloud.example.org/remote.php/dav/files/erika/
