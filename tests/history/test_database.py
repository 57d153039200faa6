import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from squatform.errors import DatabaseError, UsageError
from squatform.history.database import Base, open_database
from squatform.history.tables import Athlete

OPEN = """
import sys
from squatform.history.database import open_database
from squatform.history.tables import Athlete
with open_database(sys.argv[1]) as database, database.writing() as session:
    session.add(Athlete(name=sys.argv[2]))
"""


def names(database):
    with database.reading() as session:
        return sorted(session.scalars(select(Athlete.name)))


def test_tables_are_what_the_steps_make(database_url):
    with open_database(database_url) as database, database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_what_is_written_is_there_when_opened_again(database_url):
    with open_database(database_url) as database, database.writing() as session:
        session.add(Athlete(name="Kim"))
    with open_database(database_url) as database:
        assert names(database) == ["Kim"]


def test_moments_come_back_in_utc(database_url):
    with open_database(database_url) as database:
        with database.writing() as session:
            session.add(Athlete(name="Kim"))
        with database.reading() as session:
            offset = session.scalars(select(Athlete.created)).one().utcoffset()
    assert offset is not None
    assert offset.total_seconds() == 0


def test_an_error_undoes_everything(database_url):
    with open_database(database_url) as database:
        with pytest.raises(IntegrityError), database.writing() as session:
            session.add_all([Athlete(name="Kim"), Athlete(name="Kim")])
        assert names(database) == []


def test_two_processes_may_open_a_new_database_at_once(database_url):
    def run(name):
        return subprocess.run(
            [sys.executable, "-W", "error", "-c", OPEN, database_url, name],
            check=False,
            capture_output=True,
            text=True,
        )

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(run, ["a", "b"]))
    assert [result.stderr for result in results] == ["", ""]
    with open_database(database_url) as database:
        assert names(database) == ["a", "b"]


def test_many_may_write_at_once(database_url):
    with open_database(database_url) as database:

        def rename(_):
            with database.writing() as session:
                athlete = session.scalars(select(Athlete).with_for_update()).one()
                athlete.notes += "x"

        with database.writing() as session:
            session.add(Athlete(name="Kim"))
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(rename, range(40)))
        with database.reading() as session:
            assert session.scalars(select(Athlete.notes)).one() == "x" * 40


def test_a_newer_database_is_refused(database_url):
    with open_database(database_url) as database, database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match="made by a newer squatform"):
        open_database(database_url)


@pytest.mark.parametrize(
    ("url", "error", "told"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", DatabaseError, "Connection refused"),
        ("sqlite:////proc/no/history.db", DatabaseError, "No such file or directory"),
        ("/proc/history.db", DatabaseError, "Cannot open the database"),
        ("http://example.org", UsageError, "no kind of database 'http'"),
        ("://", UsageError, "is no address of a database"),
        ("mysql+pymysql://host/name", UsageError, "pip install pymysql"),
    ],
)
def test_what_cannot_be_reached_is_told_in_a_sentence(url, error, told):
    with pytest.raises(error, match=told) as failure:
        open_database(url)
    assert "\n" not in str(failure.value)


def test_passwords_are_not_told():
    with pytest.raises(DatabaseError) as failure:
        open_database("postgresql://me:secret@127.0.0.1:1/none")
    assert "secret" not in str(failure.value)


def test_a_file_that_is_no_database_is_told(tmp_path):
    path = tmp_path / "history.db"
    path.write_text("Dear diary, " * 100)
    with pytest.raises(DatabaseError, match=r"not a database. Name another file\."):
        open_database(str(path))
    assert path.read_text().startswith("Dear diary")


def test_only_the_owner_can_read_the_file(tmp_path):
    path = tmp_path / "data" / "history.db"
    open_database(str(path)).close()
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_database_in_memory_needs_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with open_database("sqlite://") as database, database.writing() as session:
        session.add(Athlete(name="Kim"))
        session.flush()
        assert session.scalars(select(Athlete.name)).all() == ["Kim"]
    assert list(tmp_path.iterdir()) == []


def test_the_default_is_among_the_users_data_or_as_set(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("SQUATFORM_DATABASE", raising=False)
    open_database().close()
    assert (tmp_path / "data" / "squatform" / "history.db").is_file()
    monkeypatch.setenv("SQUATFORM_DATABASE", str(tmp_path / "mine.db"))
    open_database().close()
    assert (tmp_path / "mine.db").is_file()
