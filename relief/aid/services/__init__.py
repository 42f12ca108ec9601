"""What is done to a case's money."""
