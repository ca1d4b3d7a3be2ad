"""HTTP messages as they stand on the wire or in a tool's record of it: raw, ``curl -v``, HAR, bodies."""
