"""The outside world behind the rooms' ports: files, papers, sources of places; alone may import late."""
