"""How Alembic reaches the database; called by `bargaining migrate` with an open connection."""

from alembic import context

from bargaining.models import registry

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=registry.METADATA,
    compare_server_default=False,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
