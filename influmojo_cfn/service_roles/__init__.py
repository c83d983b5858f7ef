"""The calls that AWS services make with the roles they are given, and who must be trusted."""
