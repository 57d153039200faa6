"""Real landmarks of the sample clips: live equals recorded, and nothing else matters."""

from dataclasses import replace

import numpy as np
import pytest

from live import finished, grades, judged, streamed
from sample_clips import FOLDER
from squatform.motion.measures import measure_motion
from squatform.pose.landmarks import Landmark
from squatform.pose.tracking import track_lifter
from squatform.reps.counting import Counting
from squatform.reps.segmentation import find_repetitions
from squatform.reps.streaming import Finished
from squatform.video import open_source
from tracks import cut

pytestmark = pytest.mark.slow

COUNTING = {
    "box_squat_side": Counting(frozenset({"seat"})),
    "split_squat_side": Counting(frozenset({"one_leg"})),
}
CLIPS = sorted(path.stem for path in FOLDER.glob("*.mp4"))
MIRRORED = [
    Landmark[name.replace("LEFT", "#").replace("RIGHT", "LEFT").replace("#", "RIGHT")]
    for name in Landmark.__members__
]


@pytest.fixture(scope="module")
def tracked(pose_model_path):
    """Track a sample clip once for all tests."""
    done = {}

    def track_of(name):
        if name not in done:
            with open_source(FOLDER / f"{name}.mp4") as video:
                done[name] = track_lifter(video, pose_model_path, every_frame=True)
        return done[name]

    return track_of


def complete(track, counting):
    motion = measure_motion(track)
    return motion, [r for r in find_repetitions(motion, counting)[0] if r.complete]


def assert_alike(findings, others):
    ours, theirs = grades(findings), grades(others)
    # a check near what it can see may be assessed in one of the two only
    both = ours.keys() & theirs.keys()
    assert "depth" in both
    assert all(abs(ours[check] - theirs[check]) <= 1 for check in both)


@pytest.mark.parametrize("name", CLIPS)
def test_live_repetitions_and_verdicts_are_the_recorded_ones(tracked, name):
    track, counting = tracked(name), COUNTING.get(name, Counting())
    motion, recorded = complete(track, counting)
    told = [event for _, event in streamed(track, counting) if isinstance(event, Finished)]
    assert len(told) == len(recorded)
    for event, repetition in zip(told, recorded, strict=True):
        live = event.repetition
        assert live.start_s == pytest.approx(repetition.start_s, abs=0.15)
        assert live.bottom_s == pytest.approx(repetition.bottom_s, abs=0.15)
        # who straightens slowly at the top has no sharp end, and live only half of the top is seen
        assert live.end_s == pytest.approx(repetition.end_s, abs=0.2)
        assert_alike(judged(event.motion, live), judged(motion, repetition))


def mirrored(track):
    image, world = track.image[:, MIRRORED].copy(), track.world[:, MIRRORED].copy()
    image[..., 0] = track.size[0] - image[..., 0]
    world[..., 0] *= -1
    return replace(track, image=image, world=world, visibility=track.visibility[:, MIRRORED])


def every(step):
    return lambda track: cut(track, np.arange(0, len(track), step))


def thinned(track):
    """Frames as they come from a phone that drops one now and then."""
    return cut(track, np.random.default_rng(0).random(len(track)) > 0.25)


def shifted(track):
    feet = tuple(replace(foot, time_s=foot.time_s + 1234.5) for foot in track.feet)
    return replace(track, time_s=track.time_s + 1234.5, feet=feet)


def half_size(track):
    return replace(track, image=track.image / 2, size=tuple(side // 2 for side in track.size))


CHANGES = [mirrored, every(2), thinned, shifted, half_size]


@pytest.mark.parametrize("change", CHANGES, ids=["mirror", "15 fps", "uneven", "later", "smaller"])
@pytest.mark.parametrize("name", ["air_squat_oblique", "air_squat_side", "shallow_front"])
def test_it_does_not_matter(tracked, name, change):
    track, changed = tracked(name), change(tracked(name))
    offset = changed.time_s[0] - track.time_s[0] if change is shifted else 0.0
    (motion, before), (other, after) = complete(track, Counting()), complete(changed, Counting())
    assert [r.bottom_s - offset for r in after] == pytest.approx(
        [r.bottom_s for r in before], abs=0.1
    )
    for a, b in zip(before, after, strict=True):
        assert_alike(judged(motion, a), judged(other, b))
    assert len(finished(streamed(changed))) == len(after)
