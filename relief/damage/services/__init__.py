"""What is done with situation reports: drafting, typing, importing, releasing."""
