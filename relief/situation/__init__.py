"""The joined picture: the desk's table and map, the strip, briefs."""
