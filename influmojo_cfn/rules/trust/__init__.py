"""Rules on who can assume a role (95xx)."""
