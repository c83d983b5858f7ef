"""Rules on what statements mean together (94xx)."""
