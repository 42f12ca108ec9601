"""Allocation: needs and stock become a fair plan of least cost, every line with its reason."""
