"""Damage that a paste took on its way: taken off, reported, and every offset led back to the text as given."""
