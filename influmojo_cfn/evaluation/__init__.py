"""What a role may do, answered from a template alone, one request at a time."""
