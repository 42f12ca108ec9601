"""What is done to a house case."""
