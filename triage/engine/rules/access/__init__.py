"""Who is calling, and may they? Credentials as they are sent, tokens, signatures, permission."""
