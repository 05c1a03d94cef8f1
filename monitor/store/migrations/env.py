"""Alembic's entry: run the migrations on the connection that the store handed over."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
