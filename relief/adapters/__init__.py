"""The outside world behind the rooms' ports: files, papers, solvers; alone may import late."""
