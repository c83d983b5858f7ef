"""Tables of the calls that AWS services make by what a template says, with source and date."""
