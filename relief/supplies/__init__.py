"""What there is, where it stands, and every move between two places."""
