"""Rules on the Action element (91xx)."""
