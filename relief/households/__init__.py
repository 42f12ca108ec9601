"""Families: where they live, how many they are, who they are to civil affairs; names kept apart."""
