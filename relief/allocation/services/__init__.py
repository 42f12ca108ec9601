"""A plan made, changed line by line, and approved by another person."""
