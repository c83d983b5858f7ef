"""What others would have done by hand, to measure against."""
