"""Rules on the roles that services are given, and on what they do with them."""
