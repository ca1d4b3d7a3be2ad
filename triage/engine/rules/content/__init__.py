"""Is what was sent well formed, and does it say what the vendor wants?"""
