"""Small applications of each language, for the tests of the readers of code."""
