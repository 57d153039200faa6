"""Runs steps on the connection that `squatform.history.database` gives, or on its default."""

from __future__ import annotations

from importlib import import_module

from alembic import context
from sqlalchemy import Connection

from squatform.history.database import Base, open_database

TABLES = ("squatform.history.tables", "squatform.web.tables")
"""The modules that declare tables."""

for _name in TABLES:
    import_module(_name)


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


_given = context.config.attributes.get("connection")
if _given is not None:
    _run(_given)
else:  # the program `alembic`, where somebody drafts a step
    with open_database() as _database, _database.engine.connect() as _connection:
        _run(_connection)
