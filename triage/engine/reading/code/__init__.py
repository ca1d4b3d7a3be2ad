"""Calls written in programming languages, read as text and never executed."""
