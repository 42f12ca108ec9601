"""Plans as data, the level they make due, the decision taken here or received from above."""
