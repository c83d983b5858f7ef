"""Rules on a template's parameters (99xx)."""
