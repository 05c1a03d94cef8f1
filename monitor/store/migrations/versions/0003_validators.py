"""What a server said of an article's page, to ask it later whether the page has changed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns that a store made before lacks; a new one has them already."""
    known = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("pages")}
    for column in (sa.Column("etag", sa.Text), sa.Column("last_modified", sa.String)):
        if column.name not in known:
            op.add_column("pages", column)
