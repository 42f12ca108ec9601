"""OGC API – Features: boundaries, places, zones and figures for GIS programs, by token."""
