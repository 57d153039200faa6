import csv
import datetime as dt
import io
import json
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from squatform.errors import InputError
from squatform.history.database import open_database
from squatform.history.export import add_export, export_of, export_zip, read_export
from squatform.history.guidance import KINDS, SIGNS, Entry
from squatform.history.log import add_entry
from squatform.history.proportions import Proportions
from squatform.history.store import Told, add_athlete, find_athlete, save_set, sets_of

from .material import analysis, day, hash_of, repetition, save

printable = st.characters(exclude_categories=["Cc", "Cs"])
words = st.text(printable, max_size=30).map(str.strip)
statuses = st.sampled_from(["ok", "borderline", "mild", "severe", "not_assessed"])
numbers = st.floats(-1e6, 1e6)
dates = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))
entries = st.builds(
    Entry,
    date=dates,
    place=st.text(printable, min_size=1, max_size=20).map(str.strip).filter(bool),
    degree=st.integers(0, 10),
    kind=st.sampled_from(KINDS),
    signs=st.lists(st.sampled_from(SIGNS), max_size=3, unique=True).map(tuple),
    note=words,
)
results = st.builds(
    lambda reps, exercise, pain: analysis(
        *(
            repetition(k, depth=depth, complete=complete, trunk_lean=status)
            for k, (depth, complete, status) in enumerate(reps, 1)
        ),
        exercise=exercise,
        pain=pain,
    ),
    st.lists(st.tuples(numbers, st.booleans(), statuses), max_size=3),
    st.sampled_from(["air_squat", "low_bar"]),
    st.sampled_from([None, "none", "mild", "sharp"]),
)
sets = st.lists(
    st.tuples(
        results,
        dates,
        st.none() | st.floats(0, 500),
        words,
        st.none() | st.builds(Proportions, *[st.floats(0.1, 2)] * 3),
    ),
    max_size=3,
)


@settings(deadline=None, max_examples=15)
@given(
    name=st.text(printable, min_size=1, max_size=20).map(str.strip).filter(bool),
    height=st.none() | st.floats(100, 220),
    made=sets,
    log=st.lists(entries, max_size=3, unique=True),
)
def test_what_is_exported_comes_back_whole(name, height, made, log):
    with open_database("sqlite://") as here, open_database("sqlite://") as there:
        with here.writing() as session:
            athlete = add_athlete(session, name)
            athlete.height_cm = height
            for number, (result, date, load, notes, shape) in enumerate(made):
                told = Told(date=date, load_kg=load, notes=notes)
                save_set(session, athlete, result, hash_of(number), told, proportions=shape)
            for entry in log:
                add_entry(session, athlete, entry)
            exported = export_of(session, athlete)
        back = read_export(export_zip(exported))
        assert back == exported
        for _ in range(2):  # a second time it changes nothing
            with there.writing() as session:
                add_export(session, back)
            with there.reading() as session:
                again = export_of(session, find_athlete(session))
            ignored = {"exported"}
            assert again.model_dump(exclude=ignored) == exported.model_dump(exclude=ignored)


def test_an_export_goes_from_one_kind_of_database_to_another(database, memory):
    save(database, result(), load_kg=70.0)
    with database.reading() as session:
        content = export_zip(export_of(session, find_athlete(session)))
    with memory.writing() as session:
        add_export(session, read_export(content), "7")
    with memory.reading() as session:
        (row,) = sets_of(session, find_athlete(session, owner="7"))
        assert (row.load_kg, row.complete) == (70.0, 1)


def test_what_is_there_stays_as_it_is(memory):
    save(memory, result(), load_kg=70.0, date=day(0))
    with memory.reading() as session:
        exported = export_of(session, find_athlete(session))
    save(memory, result(), load_kg=75.0)
    with memory.writing() as session:
        add_export(session, exported)
    with memory.reading() as session:
        assert [row.load_kg for row in sets_of(session, find_athlete(session))] == [75.0]


def test_tables_are_for_spreadsheets_and_hold_no_formulas(memory):
    save(memory, result(), notes="=HYPERLINK(1)", date=day(0))
    with memory.reading() as session:
        content = export_zip(export_of(session, find_athlete(session)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        tables = {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode())))
            for name in archive.namelist()
            if name.endswith(".csv")
        }
    assert tables["sets.csv"][0]["notes"] == "'=HYPERLINK(1)"
    assert tables["repetitions.csv"][0]["thigh_angle_sigma"] == "2.0"
    assert tables["findings.csv"][0]["check"] == "trunk_lean"
    assert tables["complaints.csv"] == []


def zipped(**files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("_", "."), text)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is no export"),
        (b"PK\x03\x04 not really", "is no export"),
        (zipped(other_json="{}"), "is no export"),
        (zipped(history_json="{"), "does not hold what an export holds"),
        (zipped(history_json='{"format": 2}'), "does not hold .* at format"),
    ],
)
def test_what_is_no_export_is_told(content, told):
    with pytest.raises(InputError, match=told) as failure:
        read_export(content)
    assert "\n" not in str(failure.value)


@pytest.mark.parametrize("packed", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_export_is_told(packed, seed):
    random = np.random.default_rng(seed)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", packed) as archive:
        archive.writestr("history.json", json.dumps(random.uniform(size=400).tolist()))
    damaged = bytearray(content.getvalue())
    place = int(random.integers(50, 400))
    damaged[place : place + 40] = random.bytes(40)
    with pytest.raises(InputError) as failure:
        read_export(bytes(damaged))
    assert "\n" not in str(failure.value)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        read_export(tmp_path / "none.zip")


def test_what_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr("squatform.history.export.MOST_BYTES", 1 << 20)
    with pytest.raises(InputError, match="more than 1 MB"):
        read_export(zipped(history_json=" " * (2 << 20)))


def result():
    return analysis(repetition(1, trunk_lean="ok"))
