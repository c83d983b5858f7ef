"""Rules on grants that lead further than they seem (96xx)."""
