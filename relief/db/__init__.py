"""The floor under every room: store, append, project, queue and audit, alike on two databases."""
