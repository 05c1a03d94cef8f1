"""The first schema. Later changes get files of their own; this one is never edited again once released."""

from alembic import op

from monitor.store.schema import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    metadata.create_all(op.get_bind())
