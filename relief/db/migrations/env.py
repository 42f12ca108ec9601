"""Alembic's entry: the desk hands over its connection (`relief.db.migrate`)."""

from alembic import context

from relief.all_tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite alters a table by copying it
    compare_type=False,  # our own types compare unequal to what the databases report
)
with context.begin_transaction():
    context.run_migrations()
