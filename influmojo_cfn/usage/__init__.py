"""What roles have used of their permissions, from CloudTrail and from recorded runs."""
