"""Sets are saved as `analyze` would."""

from dataclasses import replace

import numpy as np
import pytest
from live_material import frames_of

from skeleton import Camera, reps, squatting, times
from squatform.exercises import load_profile
from squatform.history.database import open_database
from squatform.history.keeping import Keeper
from squatform.history.store import find_athlete, sets_of
from squatform.live.saving import Saver
from squatform.live.tape import Tape
from squatform.pose.pose import FootPicture
from squatform.results import SetAnalysis
from squatform.video import FileSource
from tracks import analysed, blanked


@pytest.fixture(scope="module")
def track():
    return Camera(90).film(squatting(times(6), reps(1)))


def picture(track, brightness=120):
    width, height = track.size
    return np.full((height, width, 3), brightness, np.uint8)


def kept(saver, track, model="full"):
    image = picture(track)
    for frame in frames_of(track):
        saver.keep(frame, image, model)


def test_a_tape_gives_back_what_it_was_given(track):
    tape = Tape(track.size)
    frames = list(frames_of(blanked(track, track.time_s < 0.5)))
    foot = FootPicture(frames[40].time_s, 1, np.ones((2, 2)), np.full((32, 48), 7, np.uint8))
    frames[40] = replace(frames[40], foot=foot)
    for frame in frames:
        tape.append(frame)
    played = tape.track()
    np.testing.assert_array_equal(played.found, track.time_s >= 0.5)
    np.testing.assert_array_equal(played.image[20:], track.image[20:])
    assert [f.side for f in played.feet] == [1]
    np.testing.assert_array_equal(played.feet[0].grey, foot.grey)
    tape.close()


def test_a_set_is_saved_with_its_report(track, tmp_path):
    told = []
    saver = Saver(tmp_path, track.size, "camera 0", told.append)
    # times of a camera that has been on for a while
    kept(saver, replace(track, time_s=track.time_s + 100.0))
    saver.save(load_profile("air_squat"))
    saver.close()
    assert str(tmp_path / "set-01" / "report.html") in told[0]
    saved = SetAnalysis.model_validate_json((tmp_path / "set-01" / "analysis.json").read_text())
    recorded = analysed(track)
    assert saved.clip.path == "camera 0"
    assert [r.bottom_s for r in saved.repetitions] == [
        pytest.approx(r.bottom_s, abs=0.01) for r in recorded.repetitions
    ]
    assert [f.status for f in saved.repetitions[0].findings] == [
        f.status for f in recorded.repetitions[0].findings
    ]


def test_a_set_is_kept_in_the_history(track, tmp_path):
    told = []
    with open_database(str(tmp_path / "history.db")) as database:
        keep = Keeper(database, "Kim").keep_seen
        for _ in range(2):
            saver = Saver(tmp_path / "sets", track.size, "camera 0", told.append, keep=keep)
            kept(saver, track)
            saver.save(load_profile("air_squat"))
            saver.close()
        with database.reading() as session:
            kim = find_athlete(session)
            (one,) = sets_of(session, kim)
            assert (one.complete, one.clip) == (1, "camera 0")
    assert "Saved as set 1 of Kim" in told[1]
    # what was seen to the millisecond is what was seen before
    assert "is set 1 of Kim" in told[3]


def test_a_recording_is_kept_beside_the_report(track, tmp_path):
    saver = Saver(tmp_path, track.size, "camera 0", print, recording=True)
    kept(saver, track)
    saver.save(load_profile("air_squat"))
    saver.close()
    folder = tmp_path / "set-01"
    with FileSource(folder / "recording.mp4") as recording:
        assert (recording.info.width, recording.info.height) == track.size
    assert (folder / "annotated.mp4").exists()


def test_where_nobody_squats_nothing_is_left(track, tmp_path):
    saver = Saver(tmp_path, track.size, "camera 0", print, recording=True)
    kept(saver, track)
    saver.discard()
    saver.close()
    assert list(tmp_path.iterdir()) == []


def test_sets_of_an_earlier_day_are_not_overwritten(track, tmp_path):
    (tmp_path / "set-07").mkdir()
    saver = Saver(tmp_path, track.size, "camera 0", print)
    kept(saver, track)
    saver.save(load_profile("air_squat"))
    saver.close()
    assert (tmp_path / "set-08" / "analysis.json").exists()


def test_a_set_that_cannot_be_saved_is_told(track, tmp_path):
    told = []
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    saver = Saver(blocked, track.size, "camera 0", told.append)
    kept(saver, track)
    saver.save(load_profile("air_squat"))
    saver.close()
    assert "could not be saved" in told[0]


def test_a_set_seen_by_two_models_says_so(track, tmp_path):
    saver = Saver(tmp_path, track.size, "camera 0", print)
    kept(saver, track)
    kept(saver, replace(track, time_s=track.time_s + 10.0), model="lite")
    saver.save(load_profile("air_squat"))
    saver.close()
    saved = SetAnalysis.model_validate_json((tmp_path / "set-01" / "analysis.json").read_text())
    assert saved.model == "lite"
    assert any("lite model" in warning for warning in saved.warnings)
