"""When each job last succeeded, and an index for the outbox of years."""

from alembic import op

from monitor.store.schema import deliveries_by_state, jobs

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what a store made by the first version lacks; a new one has it already."""
    connection = op.get_bind()
    jobs.create(connection, checkfirst=True)
    deliveries_by_state.create(connection, checkfirst=True)
