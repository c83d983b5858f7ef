"""What an application needs, read from what it has: task definitions."""
