"""Rules on ECS task definitions and their roles (97xx)."""
