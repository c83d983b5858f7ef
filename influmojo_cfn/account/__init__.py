"""A live AWS account: its roles and policies read, compared, imported, and brought back."""
