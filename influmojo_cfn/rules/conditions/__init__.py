"""Rules on the Condition element (93xx)."""
