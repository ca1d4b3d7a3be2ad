"""Calls typed at a terminal: curl, HTTPie and wget, each read as the tool itself reads its options."""
