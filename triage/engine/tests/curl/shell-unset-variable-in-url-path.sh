curl "https://api.example.com/$VERSION_UNSET/users/${UID_UNSET}?k=${KEY_UNSET}"
