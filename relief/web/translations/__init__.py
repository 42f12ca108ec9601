"""The interface's two languages: the Chinese text is the key, `parts/*.toml` holds the English."""
