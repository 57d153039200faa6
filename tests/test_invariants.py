"""What must not change a result: the side filmed, the size, the clock, the frame rate."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from live import grades, judged, streamed
from skeleton import Camera, Rep, squatting, times, uneven_times
from squatform.pose.landmarks import Landmark
from squatform.reps.streaming import Finished
from tracks import analysed

MIRRORED = [
    Landmark[name.replace("LEFT", "#").replace("RIGHT", "LEFT").replace("#", "RIGHT")]
    for name in Landmark.__members__
]
few = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)

# verdicts are asked where no rounding decides them: well away from the limits
depths = st.sampled_from([-12.0, 19.0, 45.0])
leans = st.sampled_from([(32.0, 30.0), (62.0, 20.0)])


@st.composite
def plans(draw):
    """One to three repetitions, each with its own depth, lean and tempo."""
    plan, start = [], 1.0
    for _ in range(draw(st.integers(1, 3))):
        trunk, shank = draw(leans)
        rep = Rep(
            start_s=start,
            down_s=draw(st.floats(0.8, 1.5)),
            pause_s=draw(st.floats(0.1, 0.6)),
            up_s=draw(st.floats(0.8, 1.2)),
            thigh_angle=draw(depths),
            shank_lean=shank,
            trunk_lean=trunk,
        )
        plan.append(rep)
        start = rep.end_s + draw(st.floats(0.6, 1.5))
    return plan


yaws = st.sampled_from([90.0, -75.0, 60.0, 40.0, -35.0, 0.0, 10.0])


def filmed(plan, yaw, time_s=None):
    time_s = times(plan[-1].end_s + 1.0) if time_s is None else time_s
    return Camera(yaw, distance_m=8.0).film(squatting(time_s, plan))


JUDGED = ("depth", "trunk_lean")


def verdicts(analysis):
    """Statuses of the checks of which the plans keep away from the limits."""
    return [
        {f.check: f.status for f in rep.findings if f.check in JUDGED}
        for rep in analysis.repetitions
    ]


def values(analysis):
    """Values of checks, by the measure that decided, with their standard errors.

    Not of tempo: the peak of a speed falls between frames when there are few.
    """
    return [
        {
            (f.check, f.measure): (f.value, f.sigma)
            for f in rep.findings
            if f.value is not None and f.check != "tempo"
        }
        for rep in analysis.repetitions
    ]


def bottoms(analysis):
    return [rep.bottom_s for rep in analysis.repetitions]


def assert_same(a, b, within_s):
    assert bottoms(a) == pytest.approx(bottoms(b), abs=within_s)
    assert [r.complete for r in a.repetitions] == [r.complete for r in b.repetitions]
    assert verdicts(a) == verdicts(b)
    assert a.summary.repetitions == b.summary.repetitions
    for ours, theirs in zip(values(a), values(b), strict=True):
        for check in ours.keys() & theirs.keys():
            (value, sigma), (other, _) = ours[check], theirs[check]
            assert abs(value - other) <= 2 * sigma, check


@few
@given(plans(), yaws)
def test_a_mirror_swaps_left_and_right_and_nothing_else(plan, yaw):
    track = filmed(plan, yaw)
    image, world = track.image[:, MIRRORED].copy(), track.world[:, MIRRORED].copy()
    image[..., 0] = track.size[0] - image[..., 0]
    world[..., 0] *= -1
    mirrored = replace(track, image=image, world=world)
    a, b = analysed(track), analysed(mirrored)
    assert_same(a, b, 1e-3)
    assert b.view.yaw_deg == pytest.approx(-a.view.yaw_deg, abs=0.11)
    for ours, theirs in (("left", "right"), ("right", "left")):
        np.testing.assert_allclose(
            a.motion[f"knee_flexion_{ours}"].values,
            b.motion[f"knee_flexion_{theirs}"].values,
            atol=1e-6,
        )


@few
@given(plans(), yaws, st.floats(0.2, 6.0))
def test_the_size_of_the_picture_does_not_matter(plan, yaw, factor):
    track = filmed(plan, yaw)
    size = (round(track.size[0] * factor), round(track.size[1] * factor))
    scaled = replace(track, image=track.image * factor, size=size)
    assert_same(analysed(track), analysed(scaled), 1e-3)


@few
@given(plans(), yaws, st.floats(0.0, 3600.0))
def test_the_time_at_which_a_clip_begins_does_not_matter(plan, yaw, shift_s):
    track = filmed(plan, yaw)
    a, b = analysed(track), analysed(replace(track, time_s=track.time_s + shift_s))
    assert bottoms(b) == pytest.approx([s + shift_s for s in bottoms(a)], abs=2e-3)
    assert verdicts(a) == verdicts(b)


@few
@given(plans(), yaws, st.integers(15, 120))
def test_the_frame_rate_does_not_matter(plan, yaw, rate):
    end = plan[-1].end_s + 1.0
    usual, other = filmed(plan, yaw, times(end)), filmed(plan, yaw, times(end, rate))
    assert_same(analysed(usual), analysed(other), 1 / min(rate, 30) + 0.01)


@few
@given(plans(), yaws, st.sampled_from([24.0, 30.0, 60.0]), st.integers(0, 99))
def test_uneven_frames_do_not_matter(plan, yaw, rate, seed):
    end = plan[-1].end_s + 1.0
    usual, other = filmed(plan, yaw), filmed(plan, yaw, uneven_times(end, rate, seed))
    assert_same(analysed(usual), analysed(other), 2 / rate)


@few
@given(plans(), yaws)
def test_a_set_played_backwards_has_the_same_repetitions(plan, yaw):
    track = filmed(plan, yaw)
    end = track.time_s[-1]
    names = ("image", "world", "visibility", "scene")
    backwards = replace(
        track,
        time_s=end - track.time_s[::-1],
        **{name: getattr(track, name)[::-1].copy() for name in names},
    )
    a, b = analysed(track), analysed(backwards)
    assert [end - s for s in bottoms(b)][::-1] == pytest.approx(bottoms(a), abs=1 / 30)
    assert verdicts(b)[::-1] == verdicts(a)


@few
@given(plans(), yaws, st.floats(0.0, 0.15), st.floats(0.0, 0.15))
def test_margins_cut_off_or_added_do_not_matter(plan, yaw, across, down):
    track = filmed(plan, yaw)
    margin = np.array([across * track.size[0], down * track.size[1]]).round()
    image = track.image.copy()
    image[..., :2] += margin
    width, height = (np.array(track.size) + 2 * margin).astype(int).tolist()
    assert_same(analysed(track), analysed(replace(track, image=image, size=(width, height))), 1e-2)


@settings(few, max_examples=12)
@given(plans(), yaws, st.sampled_from([15, 24, 30, 60]))
def test_live_and_recorded_have_the_same_repetitions_and_verdicts(plan, yaw, rate):
    track = filmed(plan, yaw, times(plan[-1].end_s + 1.0, rate))
    recorded = analysed(track, corrected=True)
    told = [event for _, event in streamed(track) if isinstance(event, Finished)]
    assert [event.repetition.bottom_s for event in told] == pytest.approx(
        bottoms(recorded), abs=0.15
    )
    for event, result in zip(told, recorded.repetitions, strict=True):
        live = grades(judged(event.motion, event.repetition))
        assert all(
            abs(live[check] - grade) <= 1 for check, grade in grades(result.findings).items()
        )
