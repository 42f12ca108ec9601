"""Who sleeps where: resettlement sites, their capacity, and people with relatives."""
