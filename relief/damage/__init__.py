"""Damage: situation reports, the indicators they count, and what makes a report consistent."""
