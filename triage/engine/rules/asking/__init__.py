"""What rules are given and share: the inquiry, bodies read, places in the call, words for citations and fragments."""
