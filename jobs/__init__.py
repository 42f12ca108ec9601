"""Time: one file per job, its rhythm and one service call; `scheduler.py` has the table."""
