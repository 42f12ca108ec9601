"""Finding names by a part of them: FTS5 over single characters on SQLite, GIN on PostgreSQL.

Chinese has no spaces, so every character is a word of its own and a phrase of them is a substring.
The SQLite index has no copy of the names; the writer of the table keeps it (`relief.geography.
name_index`): a trigger a row would make a load of the nation three times slower.
"""

INDEX = "geography_division_names"
TABLE = "geography_division"


def name_index_statements(dialect: str) -> list[str]:
    """Return the statements that make the index of the divisions' names."""
    if dialect == "postgresql":
        letters = "string_to_array(lower(name), NULL)"
        return [
            f"CREATE INDEX ix_{TABLE}_letters ON {TABLE} USING gin (({letters}))",
            f"CREATE INDEX ix_{TABLE}_name_begins ON {TABLE} (lower(name) text_pattern_ops)",
            f"CREATE INDEX ix_{TABLE}_likeliest "
            f"ON {TABLE} ((level = 'village'), length(name), code)",
        ]
    # The ascii tokenizer takes every character beyond ASCII as a letter, rare ones included.
    return [
        f"CREATE VIRTUAL TABLE {INDEX} USING fts5(name, content='', columnsize=0, tokenize='ascii')"
    ]
