"""Other people's tools on the same roles, in an environment of their own: ``make peers``."""
