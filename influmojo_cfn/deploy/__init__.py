"""What happens to a template after it is written: rehearsed, adopted, rolled out, verified."""
