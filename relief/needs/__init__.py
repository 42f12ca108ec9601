"""People and days to items, by standards kept as data."""
