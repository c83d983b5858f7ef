"""Rules on who may assume a role (95xx)."""
