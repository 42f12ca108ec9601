"""Alembic migrations; until 1.0 there is one baseline."""
