"""The floor under every room: one way to store, append, project, queue and audit, on two databases."""
