"""The database: SQLite where nothing is set up, else any that SQLAlchemy knows.

Tables are classes on `Base`, those of the history in `squatform.history.tables`. A part of the
program that needs tables of its own (users, uploads) declares them on the same `Base` in its own
module and adds a step to `migrations/versions`:

1. Write the classes; refer to tables of other modules by `ForeignKey("athletes.id",
   ondelete="CASCADE")`. A module may refer to those above its own, never the other way round.
2. Copy the newest step to the next number, `r0002_web.py`; set `revision = "0002"` and
   `down_revision = "0001"`; write `upgrade` with `alembic.op`. SQLite changes a table that is
   there only within `op.batch_alter_table`. With the classes imported by
   `migrations/env.py`, `alembic revision --autogenerate -m web` drafts it.
3. `tests/history/test_database.py` compares tables and steps, and says where they differ.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, ClassVar

import filelock
import platformdirs
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, DateTime, Double, Engine, MetaData, create_engine, event, text
from sqlalchemy.engine import URL, Dialect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import StaticPool
from sqlalchemy.types import TypeDecorator

from squatform.errors import DatabaseError, UsageError

DATABASE_VARIABLE = "SQUATFORM_DATABASE"

BUSY_S = 30.0
"""How long one who wants to write to SQLite waits for another."""

CONNECT_S = 10
"""How long a server may take to answer."""

_PRAGMAS = (
    "foreign_keys = ON",
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "secure_delete = ON",  # what is deleted is overwritten
)
_MIGRATIONS = Path(__file__).with_name("migrations")
_ADVISORY_LOCK = 0x73717561
_migrating = threading.Lock()


class Base(DeclarativeBase):
    """Every table of the program; its constraints have names, so that steps can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[type, Any]] = {float: Double}


class Moment(TypeDecorator[datetime]):
    """A time in UTC, aware of it: SQLite forgets the zone, and here it comes back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give what is stored."""
        return None if value is None else value.astimezone(timezone.utc)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give what was stored."""
        if value is None:
            return None
        aware = value if value.tzinfo else value.replace(tzinfo=timezone.utc)
        return aware.astimezone(timezone.utc)


def now() -> datetime:
    """Give the time in UTC."""
    return datetime.now(timezone.utc)


class Database:
    """An open database with every table in its newest form; see `open_database`.

    Attributes
    ----------
    engine : Engine
        For what sessions cannot do.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._readers = sessionmaker(engine, expire_on_commit=False)
        self._writers = sessionmaker(engine.execution_options(writes=True), expire_on_commit=False)

    @property
    def name(self) -> str:
        """Its address without the password."""
        return self.engine.url.render_as_string()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the database; nothing is written.

        Raises
        ------
        DatabaseError
            If the database fails.
        """
        with _told(self.engine.url), self._readers() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose changes are made together on leaving, or not at all after an error.

        Raises
        ------
        DatabaseError
            If the database fails: a full disk, a server that has gone.
        """
        with _told(self.engine.url), self._writers.begin() as session:
            yield session

    def close(self) -> None:
        """Close its connections."""
        self.engine.dispose()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def default_url() -> str:
    """Give the address set by `SQUATFORM_DATABASE`, else that of a file among the user's data."""
    named = os.environ.get(DATABASE_VARIABLE)
    return named or str(Path(platformdirs.user_data_dir("squatform")) / "history.db")


def open_database(url: str | None = None) -> Database:
    """Open a database and bring its tables to their newest form.

    Processes that do so at the same time wait for each other.

    Parameters
    ----------
    url : str, optional
        An SQLAlchemy address such as `postgresql://user@host/name`, or the path of an SQLite file;
        by default `default_url`. PostgreSQL needs the extra `postgres`.

    Raises
    ------
    UsageError
        If the address is wrong, or its driver is not installed.
    DatabaseError
        If it cannot be reached or written, or was made by a newer squatform.
    """
    address = _address(url or default_url())
    engine = _engine(address)
    try:
        with _told(address):
            _migrate(engine)
    except OSError as error:
        engine.dispose()
        reason = error.strerror or str(error)
        raise DatabaseError(
            f"Cannot open the database {address.render_as_string()}: {reason}. Name another with "
            f"--database or {DATABASE_VARIABLE}."
        ) from error
    except BaseException:
        engine.dispose()
        raise
    return Database(engine)


def _address(url: str) -> URL:
    if "://" not in url:
        return URL.create("sqlite", database=str(Path(url).expanduser()))
    try:
        address = make_url(url)
    except ArgumentError:
        raise UsageError(
            f"'{url}' is no address of a database. It looks like sqlite:///file.db or "
            "postgresql://user@host/name."
        ) from None
    # the driver that the extra `postgres` brings
    if address.drivername in {"postgresql", "postgres"}:
        address = address.set(drivername="postgresql+psycopg")
    return address


def _engine(url: URL) -> Engine:
    options: dict[str, Any] = {}
    if _is_sqlite(url):
        options["connect_args"] = {"timeout": BUSY_S, "check_same_thread": False}
        if _file(url) is None:
            options["poolclass"] = StaticPool
    else:
        options["pool_pre_ping"] = True
        if url.get_backend_name() == "postgresql":
            options["connect_args"] = {"connect_timeout": CONNECT_S}
    try:
        engine = create_engine(url, **options)
    except NoSuchModuleError:
        raise UsageError(f"There is no kind of database '{url.drivername}'.") from None
    except ModuleNotFoundError as error:
        extra = "'squatform[postgres]'" if url.get_backend_name() == "postgresql" else error.name
        raise UsageError(
            f"The driver for {url.drivername} is not installed: pip install {extra}"
        ) from None
    if _is_sqlite(url):
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _file(url: URL) -> Path | None:
    """Path of an SQLite file; None in memory."""
    name = url.database
    return None if not name or name == ":memory:" or name.startswith("file:") else Path(name)


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    # left to itself, Python's driver begins no transaction before a table is made or changed
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # who reads first and writes then would fail, not wait, where another wrote in between
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrate(engine: Engine) -> None:
    """Take every step that the database lacks, in one transaction."""
    scripts = ScriptDirectory(str(_MIGRATIONS))
    with _migrating, _alone(engine) as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
        known = {revision.revision for revision in scripts.walk_revisions()}
        if set(heads) - known:
            raise DatabaseError(
                f"The database {connection.engine.url.render_as_string()} was made by a newer "
                "squatform. Install that version, or name another database."
            )
        if set(heads) != set(scripts.get_heads()):
            config = Config()
            config.set_main_option("script_location", str(_MIGRATIONS))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """Give a connection while no other process changes tables."""
    path = _file(engine.url) if _is_sqlite(engine.url) else None
    if path is not None:
        _make_private(path)
    lock = nullcontext() if path is None else filelock.FileLock(f"{path}.lock")
    with lock, engine.connect() as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        yield connection


def _make_private(path: Path) -> None:
    """Make an empty file that only its owner can read: what it will hold is personal."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


@contextmanager
def _told(url: URL) -> Iterator[None]:
    """Tell what failed in one sentence."""
    try:
        yield
    except IntegrityError:
        raise  # says something about the data, not about the database
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())
        raise DatabaseError(
            f"The database {url.render_as_string()} failed: {reason}. {_advice(reason)}"
        ) from error


def _advice(reason: str) -> str:
    if "full" in reason or "No space" in reason:
        return "Nothing was changed. Free some space."
    if "not a database" in reason:
        return "Name another file."
    if "readonly" in reason or "unable to open" in reason:
        return "Choose a file that can be written."
    if "locked" in reason:
        return "Another program is writing to it: try again."
    return "Check that it runs, its address and the password."
