"""Sample clips before the camera: the real network on real pixels, judged as recorded analysis."""

from functools import cache, partial
from queue import SimpleQueue

import numpy as np
import pytest

from sample_clips import CLIPS, OBLIQUE, SIDE
from squatform import analyze
from squatform.errors import InputError
from squatform.exercises import load_profile
from squatform.live.capture import open_camera
from squatform.live.display import Terminal
from squatform.live.running import Plan, run
from squatform.live.session import Command, Settings
from squatform.results import SetAnalysis
from squatform.video import ArraySource, FileSource

PROFILE = load_profile("air_squat")

pytestmark = pytest.mark.slow


class Watching(Terminal):
    """A display that keeps what it was shown, and presses keys."""

    def __init__(self, keys=()):
        self.lines, self.states, self.keys = [], [], list(keys)
        super().__init__(self.lines.append)

    def show(self, picture, state, figures):
        self.states.append(state)
        super().show(picture, state, figures)

    def command(self):
        return self.keys.pop(0) if self.keys else None


def session(source, *, opener=None, keys=(), **plan):
    """Run a session over a source as fast as possible; give outcome, display and what was said."""
    said, notes, watching = [], SimpleQueue(), Watching(keys)
    how = {"recorded": True, "paced": False, "camera": "clip", **plan}
    outcome = run(
        Plan(Settings(PROFILE), model="full", **how),
        opener or partial(open_camera, str(source)),
        lambda: watching,
        said.append,
        notes,
    )
    told = [notes.get() for _ in range(notes.qsize())]
    return outcome, watching, said, told


@cache
def live(name):
    return session(CLIPS[name].path)


@cache
def recorded(name):
    return analyze(CLIPS[name].path)


@pytest.mark.parametrize("name", CLIPS)
class TestSampleClip:
    def test_repetitions_are_those_of_recorded_analysis(self, pose_model_path, name):
        (repetitions,) = live(name)[0].sets
        assert [r.index for r in repetitions] == [r.index for r in recorded(name).repetitions]
        for ours, theirs in zip(repetitions, recorded(name).repetitions, strict=True):
            assert ours.bottom_s == pytest.approx(theirs.bottom_s, abs=0.1)

    def test_verdicts_differ_by_a_grade_at_most(self, pose_model_path, name):
        (repetitions,) = live(name)[0].sets
        for ours, theirs in zip(repetitions, recorded(name).repetitions, strict=True):
            for live_one, whole in zip(ours.findings, theirs.findings, strict=True):
                assert live_one.check == whole.check
                if None not in (live_one.grade, whole.grade):
                    assert abs(live_one.grade - whole.grade) <= 1

    def test_faults_are_found_where_they_are(self, pose_model_path, name):
        (repetitions,) = live(name)[0].sets
        found = [{f.check for f in r.findings if f.is_fault} for r in repetitions]
        assert found == list(CLIPS[name].faults)

    def test_each_is_told_by_its_number_and_the_first_fault_by_its_cue(self, pose_model_path, name):
        (repetitions,), said = live(name)[0].sets, live(name)[2]
        numbered = [u.text for u in said if u.text[:1].isdigit() and " repetition" not in u.text]
        assert [int(text.split(".")[0]) for text in numbered] == [r.index for r in repetitions]
        first = next(r for r in repetitions if r.focus)
        assert numbered[first.index - 1].endswith(first.cue)


def test_each_repetition_is_told_within_a_third_of_a_second_of_its_true_end(pose_model_path):
    from squatform.live.engine import LiveSet, Verdict
    from squatform.live.watcher import Watcher

    with FileSource(SIDE.path) as source:
        size = source.info.width, source.info.height
        watcher, one = (
            Watcher(size, "full", print, outline=True, steady=True),
            LiveSet(size, PROFILE),
        )
        told = [
            happening.time_s
            for frame in source.frames()
            for happening in one.push(watcher.look(frame.image, frame.time_s))
            if isinstance(happening, Verdict)
        ]
        watcher.close()
    ends = [repetition["end_s"] for repetition in SIDE.rendered["repetitions"]]
    assert len(told) == len(ends)
    assert all(at - end <= 0.3 for at, end in zip(told, ends, strict=True))


def pictures(step=1, until_s=None):
    with FileSource(OBLIQUE.path) as source:
        frames = list(source.frames(end_s=until_s))[::step]
    return [f.image for f in frames], [f.time_s for f in frames]


def test_a_recorded_session_is_analysed_like_the_clip(pose_model_path, tmp_path):
    images, times_s = pictures(step=2)
    outcome, *_, told = session(
        None,
        opener=lambda: ArraySource(images, times_s=times_s),
        folder=tmp_path,
    )
    assert any("report.html" in text for text in told)
    saved = SetAnalysis.model_validate_json((tmp_path / "set-01" / "analysis.json").read_text())
    assert [r.index for r in saved.repetitions] == [r.index for r in outcome.sets[0]]
    assert saved.summary.focus == OBLIQUE.focus


def test_black_pictures_are_told_and_lose_nothing(pose_model_path):
    images, times_s = pictures(step=2)
    black = np.zeros_like(images[0])
    opener = partial(
        ArraySource,
        [black] * 10 + images + [black] * 10,
        times_s=[
            *np.arange(10) / 15,
            *(0.7 + np.array(times_s)),
            *(0.8 + times_s[-1] + np.arange(10) / 15),
        ],
    )
    outcome, watching, *_ = session(None, opener=opener)
    assert any(line.startswith("The picture is black") for line in watching.lines)
    assert len(outcome.sets[0]) == OBLIQUE.repetitions


class Grows(ArraySource):
    """A camera that changes its resolution, and its shape, in mid-stream."""

    def frames(self, **how):
        for frame in super().frames(**how):
            if frame.time_s > 7.0:
                yield type(frame)(frame.index, frame.time_s, cropped(frame.image))
            else:
                yield frame


def cropped(image):
    height, width = image.shape[:2]
    edge = (width - height) // 2
    return np.ascontiguousarray(image[:, edge : edge + height].repeat(2, axis=0).repeat(2, axis=1))


def test_a_change_of_resolution_keeps_the_set(pose_model_path):
    images, times_s = pictures(step=2)
    outcome, watching, *_ = session(None, opener=lambda: Grows(images, times_s=times_s))
    assert any("now gives pictures of" in line for line in watching.lines)
    indices = [r.index for r in outcome.sets[0]]
    assert indices == list(range(1, len(indices) + 1))
    assert len(indices) >= OBLIQUE.repetitions - 1


class Unplugged(ArraySource):
    """A camera that is lost after its pictures."""

    def frames(self, **how):
        yield from super().frames(**how)
        raise InputError("camera 0 stopped giving pictures. Check its cable, then start again.")


def test_a_camera_unplugged_in_mid_set_and_back_keeps_the_set(pose_model_path):
    images, times_s = pictures(step=2)
    cut = next(k for k, time_s in enumerate(times_s) if time_s > 8.0)
    left = [
        Unplugged(images[:cut], times_s=times_s[:cut]),
        None,
        ArraySource(images[cut:], times_s=[time_s - times_s[cut] for time_s in times_s[cut:]]),
    ]

    def opener():
        source = left.pop(0)
        if source is None:
            raise InputError("No picture comes from camera 0.")
        return source

    outcome, watching, *_ = session(None, opener=opener, recorded=False)
    assert any("The set is kept" in line for line in watching.lines)
    assert "The camera is back." in watching.lines
    assert [[r.index for r in done] for done in outcome.sets] == [[1, 2, 3, 4]]


def test_pause_stops_analysis_and_quit_ends_it(pose_model_path):
    images, times_s = pictures(step=4, until_s=3.0)
    keys = [Command.PAUSE, None, None, Command.QUIT]
    outcome, watching, *_ = session(
        None, opener=lambda: ArraySource(images, times_s=times_s), keys=keys
    )
    assert outcome.sets == []
    assert any(state.paused for state in watching.states) or watching.states == []
