"""The relief desk: from what villages report to the day the last family moves in.

Rooms stand in the order of relief work, between two rails, on a floor; the order is the list in
`tests/architecture/floor_plan.py`, and a room imports only what stands to its left and the floor.
"""
