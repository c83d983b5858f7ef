"""Rules on the Resource element (92xx)."""
