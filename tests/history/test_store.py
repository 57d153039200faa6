import resource
import signal
import subprocess
import sys

import pytest
from sqlalchemy import func, select

from squatform.errors import DatabaseError, UsageError
from squatform.history.database import Base, open_database
from squatform.history.guidance import Entry
from squatform.history.log import add_entry, delete_entry, entries_of, trained_by
from squatform.history.store import (
    Told,
    add_athlete,
    analysis_of,
    athletes,
    delete_athlete,
    delete_set,
    find_athlete,
    find_set,
    proportions_known,
    sets_of,
    tell,
)
from squatform.history.tables import Athlete, TrainingSet

from .material import analysis, day, repetition, save


def rows(database):
    """Number of rows of each table that has any."""
    with database.reading() as session:
        counts = {
            table.name: session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }
    return {name: count for name, count in counts.items() if count}


def result(**other):
    return analysis(repetition(1, trunk_lean="ok"), repetition(2, trunk_lean="severe"), **other)


def test_a_result_comes_back_as_it_was_but_for_its_folder(database):
    number, status = save(database, result(), load_kg=80.0, notes="felt good", date=day(0))
    assert status == "new"
    with database.reading() as session:
        row = find_set(session, number)
        assert (row.session.date, row.load_kg, row.notes) == (day(0), 80.0, "felt good")
        assert (row.clip, row.frames, row.view, row.complete) == ("set.mp4", 600, "side", 2)
        assert [p.thigh for p in proportions_known([row])] == [0.52]
        back = analysis_of(row)
    assert back.model_dump(exclude={"clip"}) == result().model_dump(exclude={"clip"})
    assert back.clip.path == "set.mp4"


def test_the_same_clip_is_one_set_and_what_is_told_later_is_added(database):
    first, _ = save(database, result(), date=day(0))
    again, status = save(database, result(), load_kg=60.0)
    assert (again, status) == (first, "had")
    with database.reading() as session:
        row = find_set(session, first)
        assert (row.load_kg, row.session.date) == (60.0, day(0))
    assert rows(database)["sets"] == 1


@pytest.mark.parametrize(
    ("force", "version"), [(True, {}), (False, {"squatform_version": "0.0.1"})]
)
def test_a_set_is_replaced_by_force_or_by_another_version(database, force, version):
    first, _ = save(database, result(), date=day(0), notes="kept")
    other = analysis(repetition(1, trunk_lean="mild"), **version)
    number, status = save(database, other, force=force)
    assert (number, status) == (first, "replaced")
    with database.reading() as session:
        row = find_set(session, number)
        assert [finding.status for finding in row.findings] == ["mild", "ok"]
        assert (row.complete, row.notes, row.session.date) == (1, "kept", day(0))
    assert rows(database)["repetitions"] == 1


def test_a_clip_may_be_of_two_exercises_and_of_two_athletes(database):
    save(database, result())
    save(database, result(exercise="front_squat"))
    save(database, result(), athlete="Ola")
    assert rows(database)["sets"] == 3


def test_deleting_a_set_leaves_nothing_of_it(database):
    number, _ = save(database, result())
    with database.writing() as session:
        delete_set(session, find_set(session, number))
    assert rows(database) == {"athletes": 1}


def test_deleting_one_of_two_sets_of_a_day_leaves_the_other(database):
    first, _ = save(database, result(), "one", date=day(0))
    second, _ = save(database, result(), "two", date=day(0))
    with database.writing() as session:
        delete_set(session, find_set(session, first))
    with database.reading() as session:
        assert [row.id for row in sets_of(session, find_athlete(session))] == [second]
    assert rows(database)["sessions"] == 1


def test_deleting_an_athlete_leaves_nothing_of_them(database):
    save(database, result())
    with database.writing() as session:
        kim = find_athlete(session)
        add_entry(session, kim, Entry(date=day(0), place="knee", degree=3))
    with database.writing() as session:
        delete_athlete(session, find_athlete(session))
    assert rows(database) == {}


def test_what_is_deleted_is_gone_from_the_file(tmp_path):
    path = tmp_path / "history.db"
    with open_database(str(path)) as database:
        number, _ = save(database, result(), notes="a secret of Kim")
        with database.writing() as session:
            delete_set(session, find_set(session, number))
    assert b"a secret of Kim" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


def test_numbers_of_deleted_sets_do_not_come_back(database):
    first, _ = save(database, result())
    with database.writing() as session:
        delete_set(session, find_set(session, first))
    assert save(database, result())[0] != first


def test_a_set_moves_to_another_day(database):
    number, _ = save(database, result(), date=day(0))
    with database.writing() as session:
        tell(session, find_set(session, number), Told(date=day(1)))
    with database.reading() as session:
        assert find_set(session, number).session.date == day(1)
    assert rows(database)["sessions"] == 1


def test_owners_do_not_see_each_other(database):
    number, _ = save(database, result(), owner="7")
    with database.reading() as session:
        assert athletes(session) == []
        assert [athlete.name for athlete in athletes(session, "7")] == ["Kim"]
        with pytest.raises(UsageError, match="There is no set"):
            find_set(session, number, "8")
        with pytest.raises(UsageError, match="Nothing is saved yet"):
            find_athlete(session, "Kim", "8")


def test_an_athlete_is_found_by_name_or_alone(memory):
    with memory.writing() as session:
        kim = add_athlete(session, " Kim ")
        assert find_athlete(session) is kim
        add_athlete(session, "Ola")
        assert find_athlete(session, "Kim") is kim
        with pytest.raises(UsageError, match=r"name one with --athlete: Kim, Ola\."):
            find_athlete(session)
        with pytest.raises(UsageError, match=r"no athlete 'Li'. Known: Kim, Ola\."):
            find_athlete(session, "Li")


@pytest.mark.parametrize("name", ["", "  ", "a\x00b", "a\nb", "x" * 201])
def test_a_name_must_be_one(memory, name):
    with memory.writing() as session, pytest.raises(UsageError):
        add_athlete(session, name)


@pytest.mark.parametrize(
    "told", [{"load_kg": -1.0}, {"load_kg": float("nan")}, {"load_kg": 1e9}, {"notes": "\x00"}]
)
def test_what_is_told_must_be_possible(told):
    with pytest.raises(UsageError):
        Told(**told)


def test_a_result_of_another_kind_of_version_is_told(memory):
    number, _ = save(memory, result())
    with memory.writing() as session:
        find_set(session, number).analysis = {"from": "the future"}
    with memory.reading() as session, pytest.raises(DatabaseError, match="Analyse its clip again"):
        analysis_of(find_set(session, number))


def test_the_log_is_kept_in_order_and_entries_can_be_removed(database):
    late = Entry(date=day(3), place="left knee", degree=0, note="fine")
    early = Entry(date=day(1), place="left knee", degree=4, kind="ache", signs=("at_night",))
    with database.writing() as session:
        kim = add_athlete(session, "Kim")
        add_entry(session, kim, late)
        number = add_entry(session, kim, early).id
    with database.writing() as session:
        kim = find_athlete(session)
        assert entries_of(session, kim) == [early, late]
        with pytest.raises(UsageError, match="There is no entry"):
            delete_entry(session, number, "another")
        delete_entry(session, number)
        assert entries_of(session, kim) == [late]


def test_days_of_training_have_their_heaviest_load_and_worst_pain(memory):
    save(memory, result(pain="mild"), "a", date=day(0), load_kg=60.0)
    save(memory, result(pain="none"), "b", date=day(0), load_kg=80.0)
    save(memory, result(), "c", date=day(2))
    with memory.reading() as session:
        told = trained_by(session, find_athlete(session))
    assert [(t.date, t.heaviest_kg, t.pain) for t in told] == [
        (day(0), 80.0, "mild"),
        (day(2), None, None),
    ]


FULL = """
import sys
sys.path.insert(0, sys.argv[2])
from history.material import analysis, repetition, save
from squatform.errors import DatabaseError
from squatform.history.database import open_database
with open_database(sys.argv[1]) as database:
    try:
        for number in range(1000):
            save(database, analysis(*(repetition(k) for k in range(1, 50))), number)
    except DatabaseError as error:
        print(number, error)
"""


def test_a_full_disk_is_told_and_what_was_saved_stays(tmp_path):
    path = tmp_path / "history.db"

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))

    told = subprocess.run(
        [sys.executable, "-c", FULL, str(path), str(__file__).rpartition("/history/")[0]],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
    )
    number, _, message = told.stdout.partition(" ")
    assert told.stderr == ""
    assert "The database sqlite:///" in message
    with open_database(str(path)) as database, database.reading() as session:
        assert len(session.scalars(select(TrainingSet)).all()) == int(number) > 0
        assert session.scalars(select(Athlete.name)).all() == ["Kim"]
