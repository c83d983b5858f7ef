"""What a role can do, answered from a template alone, one request at a time."""
