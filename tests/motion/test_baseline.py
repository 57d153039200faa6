from dataclasses import replace

import numpy as np
import pytest

from skeleton import LEG, SHANK, THIGH, Camera, Rep, reps, squatting, times, walking_in
from squatform.motion.baseline import standing_baseline
from squatform.motion.measures import measure_motion
from tracks import analysed, cut

PIXELS_PER_METRE = 0.65 * 720 / 1.75


def filmed(figure, **how):
    return Camera(**{"yaw": 90, "pitch": 0, "distance_m": 50, **how}).film(figure)


@pytest.mark.parametrize(
    ("from_s", "to_s"),
    [(0.0, 3.0), (2.2, 7.0), (2.2, 4.6), (4.3, 8.0)],
    ids=["before", "after and between", "between", "after"],
)
def test_standing_is_found_wherever_it_is(from_s, to_s):
    track = filmed(squatting(times(8), reps(2)))
    part = cut(track, (track.time_s >= from_s) & (track.time_s < to_s))
    baseline = standing_baseline(part)
    assert baseline.known.all()
    assert baseline.standing.any()
    np.testing.assert_allclose(baseline.thigh, THIGH * PIXELS_PER_METRE, rtol=0.02)
    np.testing.assert_allclose(baseline.shank, SHANK * PIXELS_PER_METRE, rtol=0.02)
    np.testing.assert_allclose(baseline.leg, LEG * PIXELS_PER_METRE, rtol=0.02)


def test_standing_frames_are_those_in_which_the_lifter_stands():
    plan = reps(2)
    track = filmed(squatting(times(8), plan))
    standing = standing_baseline(track).standing
    for rep in plan:
        inside = (track.time_s > rep.start_s + 0.4) & (track.time_s < rep.end_s - 0.4)
        assert not standing[inside].any()
    assert standing[(track.time_s > 0.1) & (track.time_s < 0.9)].all()


def test_a_lifter_who_never_stands_still_is_told_and_still_measured():
    plan = reps(5, every_s=1.0, pause_s=0.0, down_s=0.5, up_s=0.5)
    track = filmed(squatting(times(8), plan))
    moving = cut(track, (track.time_s > 1.3) & (track.time_s < 5.7))
    analysis = analysed(moving)
    assert analysis.repetitions
    assert any("never stands still" in warning for warning in analysis.warnings)
    for repetition in analysis.repetitions:
        assert repetition.measures["thigh_angle"].value == pytest.approx(0.0, abs=8.0)


def test_each_scene_has_its_own_yardstick():
    track = filmed(squatting(times(8), reps(2)))
    later = track.time_s > 3.65
    middle = np.array([640.0, 360.0, 0.0])
    closer = np.where(later[:, None, None], (track.image - middle) * 1.4 + middle, track.image)
    motion = measure_motion(
        replace(track, image=closer, scene=later.astype(np.int64)), corrected=False
    )
    assert motion.baseline.leg[-1] == pytest.approx(1.4 * motion.baseline.leg[0], rel=0.02)
    for rep in reps(2):
        frame = int(np.argmin(np.abs(track.time_s - rep.bottom_s)))
        assert motion["thigh_angle"].values[frame] == pytest.approx(0.0, abs=3.0)


@pytest.mark.parametrize("yaw", [0, 45, 90])
def test_walking_in_does_not_spoil_the_yardstick(yaw):
    plan = [Rep(start_s=5.5)]
    analysis = analysed(Camera(yaw).film(walking_in(times(9), 4.0, plan)))
    (repetition,) = analysis.repetitions
    assert repetition.measures["thigh_angle"].value == pytest.approx(0.0, abs=8.0)
