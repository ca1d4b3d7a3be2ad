"""Staff: the triage console."""
