"""Is the address right, and is the method allowed there?"""
