"""Where things are: divisions, boundaries, places and the footprints of hazards."""
