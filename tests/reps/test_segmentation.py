from dataclasses import replace

import numpy as np
import pytest

from skeleton import Camera, Rep, reps, squatting, times, uneven_times, walking_in
from squatform.motion.measures import measure_motion
from squatform.reps.segmentation import find_repetitions
from tracks import analysed, blanked, cut

YAWS = [0, 40, 90, -60, 180]


def found(track):
    return find_repetitions(measure_motion(track))


@pytest.mark.parametrize("count", [1, 3, 12])
@pytest.mark.parametrize("yaw", YAWS)
def test_repetitions_are_counted_from_every_side(yaw, count):
    plan = reps(count)
    repetitions, rejected = found(Camera(yaw).film(squatting(times(2 + 3 * count), plan)))
    assert [repetition.index for repetition in repetitions] == list(range(1, count + 1))
    assert all(repetition.complete for repetition in repetitions)
    assert rejected == []


@pytest.mark.parametrize(
    "tempo",
    [
        {"down_s": 0.6, "up_s": 0.5, "pause_s": 0.0},
        {"down_s": 1.0, "up_s": 1.0, "pause_s": 0.3},
        {"down_s": 1.2, "up_s": 0.7, "pause_s": 1.5},
    ],
    ids=["brisk", "even", "paused"],
)
@pytest.mark.parametrize("yaw", [0, 40, 90])
def test_times_are_those_of_the_movement(yaw, tempo):
    plan = reps(3, every_s=5.0, **tempo)
    track = Camera(yaw).film(squatting(times(16), plan))
    for repetition, rep in zip(found(track)[0], plan, strict=True):
        assert repetition.bottom_s == pytest.approx(rep.bottom_s, abs=2 / 30)
        assert repetition.start_s == pytest.approx(rep.left_top_s, abs=0.1)
        assert repetition.end_s == pytest.approx(rep.back_at_top_s, abs=0.1)
        assert repetition.start_s <= repetition.bottom_start_s <= repetition.bottom_s
        assert repetition.bottom_s <= repetition.bottom_end_s <= repetition.end_s


@pytest.mark.parametrize("yaw", [0, 40, 90])
def test_noisy_landmarks_change_neither_count_nor_times(yaw):
    plan = reps(4)
    track = Camera(yaw).film(squatting(times(14), plan), noise_px=3.0)
    for repetition, rep in zip(found(track)[0], plan, strict=True):
        assert repetition.bottom_s == pytest.approx(rep.bottom_s, abs=0.1)
        assert repetition.start_s == pytest.approx(rep.left_top_s, abs=0.2)
        assert repetition.end_s == pytest.approx(rep.back_at_top_s, abs=0.2)


def test_a_slow_repetition_is_timed_to_a_fraction_of_its_length():
    rep = Rep(down_s=4.0, pause_s=2.0, up_s=3.0)
    (repetition,) = found(Camera(90).film(squatting(times(12), [rep])))[0]
    assert repetition.bottom_s == pytest.approx(rep.bottom_s, abs=0.1)
    assert repetition.start_s == pytest.approx(rep.left_top_s, abs=0.15 * rep.down_s)
    assert repetition.end_s == pytest.approx(rep.back_at_top_s, abs=0.15 * rep.up_s)


@pytest.mark.parametrize("yaw", YAWS)
def test_a_shallow_repetition_counts(yaw):
    plan = [Rep(), Rep(start_s=4.0, thigh_angle=45.0, shank_lean=18.0, trunk_lean=20.0)]
    analysis = analysed(Camera(yaw).film(squatting(times(8), plan)))
    deep, shallow = analysis.repetitions
    grade = {f.check: f.grade for f in shallow.findings}
    assert grade["depth"] == 3
    assert {f.check: f.status for f in deep.findings}["depth"] in ("ok", "borderline")


def test_a_dip_of_the_knees_is_no_repetition():
    plan = [Rep(), Rep(start_s=4.0, thigh_angle=72.0, shank_lean=10.0, trunk_lean=8.0)]
    assert len(found(Camera(90).film(squatting(times(8), plan)))[0]) == 1


@pytest.mark.parametrize("yaw", [0, 90])
def test_pulses_that_never_stand_up_are_one_repetition(yaw):
    time_s = times(9)
    whole = Rep(pause_s=3.0)
    figure = squatting(time_s, [whole])
    pulse = 0.5 - 0.5 * np.cos(2 * np.pi * np.clip(time_s - 2.0, 0.0, 3.0))
    up = squatting(time_s, [replace(whole, thigh_angle=40.0, shank_lean=18.0, trunk_lean=22.0)])
    mixed = replace(
        figure, joints=figure.joints + pulse[:, None, None] * (up.joints - figure.joints)
    )
    repetitions, _ = found(Camera(yaw).film(mixed))
    assert len(repetitions) == 1
    assert repetitions[0].complete
    assert repetitions[0].end_s == pytest.approx(whole.end_s, abs=0.35)


@pytest.mark.parametrize("yaw", [0, 40, 90])
def test_a_clip_that_ends_in_the_bottom_has_an_incomplete_repetition(yaw):
    plan = reps(2, pause_s=1.2)
    track = Camera(yaw).film(squatting(times(plan[1].bottom_s + 0.4), plan))
    analysis = analysed(track)
    assert [repetition.complete for repetition in analysis.repetitions] == [True, False]
    assert (analysis.summary.repetitions, analysis.summary.incomplete) == (1, 1)
    last = analysis.repetitions[1]
    assert "stand up" in last.measures["concentric_s"].unavailable
    rep = plan[1]
    assert last.measures["eccentric_s"].value == pytest.approx(
        rep.start_s + rep.down_s - rep.left_top_s, abs=0.15
    )


def test_a_clip_that_ends_on_the_way_down_has_no_repetition_there():
    plan = reps(2)
    track = Camera(90).film(squatting(times(plan[1].start_s + 0.7), plan))
    assert len(found(track)[0]) == 1


def test_a_clip_that_begins_in_the_bottom_does_not_count_the_way_up():
    plan = reps(2)
    track = Camera(90).film(squatting(times(8), plan))
    later = cut(track, track.time_s > plan[0].bottom_s)
    (repetition,) = found(later)[0]
    assert repetition.bottom_s == pytest.approx(plan[1].bottom_s, abs=0.07)


def test_a_cut_in_a_repetition_invents_none():
    plan = reps(3)
    track = Camera(90).film(squatting(times(11), plan))
    # from the bottom of the first straight to the bottom of the third
    kept = (track.time_s < plan[0].bottom_s) | (track.time_s > plan[2].bottom_s)
    part = cut(track, kept)
    time_s = np.arange(len(part)) / 30
    scene = (np.arange(len(part)) > (track.time_s < plan[0].bottom_s).sum() - 1).astype(np.int64)
    repetitions, _ = found(replace(part, time_s=time_s, scene=scene))
    assert all(not repetition.complete for repetition in repetitions)
    assert len(repetitions) <= 1


def hidden_in(rep):
    """Give a lifter whom something hides from half way down to half way up, and when."""
    track = Camera(90).film(
        squatting(times(rep.end_s + 4.0), [rep, replace(Rep(), start_s=rep.end_s + 1.0)])
    )
    hidden = (track.time_s > rep.start_s + 0.55) & (track.time_s < rep.end_s - 0.55)
    return track, hidden


def renumbered(track, after):
    """Count a new scene from the frames of `after` on, as when a lifter is lost and found."""
    return replace(track, scene=track.scene + after)


def test_a_lifter_hidden_at_the_bottom_has_done_a_repetition_of_unknown_depth():
    rep = Rep()
    track, hidden = hidden_in(rep)
    found_again = track.time_s >= track.time_s[hidden][-1]
    analysis = analysed(renumbered(blanked(track, hidden), found_again))
    assert [repetition.complete for repetition in analysis.repetitions] == [True, True]
    first = analysis.repetitions[0]
    assert first.start_s == pytest.approx(rep.left_top_s, abs=0.1)
    assert first.end_s == pytest.approx(rep.back_at_top_s, abs=0.1)
    assert "hidden" in first.measures["pause_s"].unavailable
    assert "hidden" in first.measures["concentric_speed"].unavailable
    assert analysis.warnings == []
    assert {f.status for f in first.findings if f.check == "depth"} == {"not_assessed"}


@pytest.mark.parametrize("yaw", [0, 45, 90])
@pytest.mark.parametrize(("from_s", "to_s"), [(3.7, 5.0), (5.4, 6.1)])
def test_a_lifter_hidden_on_one_way_has_done_a_repetition(yaw, from_s, to_s):
    track = Camera(yaw).film(squatting(times(12), reps(3)))
    hidden = (track.time_s > from_s) & (track.time_s < to_s)
    repetitions, rejected = found(blanked(track, hidden))
    assert len(repetitions) == 3
    assert rejected == []


def test_a_lifter_unseen_for_long_in_a_repetition_is_not_joined_up():
    track, hidden = hidden_in(Rep(pause_s=1.5))
    repetitions, _ = found(blanked(track, hidden))
    assert [r.complete for r in repetitions if r.bottom_s > 4.5] == [True]
    assert not any(r.complete for r in repetitions if r.bottom_s < 4.5)


def test_whoever_comes_up_elsewhere_has_not_gone_down_here():
    track, hidden = hidden_in(Rep())
    found_again = track.time_s >= track.time_s[hidden][-1]
    image = track.image.copy()
    image[found_again, :, 0] += 150.0
    repetitions, _ = found(renumbered(blanked(replace(track, image=image), hidden), found_again))
    assert not any(r.complete for r in repetitions if r.bottom_s < 3.0)


def test_a_short_gap_in_a_repetition_does_no_harm():
    plan = reps(2)
    track = Camera(90).film(squatting(times(8), plan))
    hidden = np.abs(track.time_s - plan[0].bottom_s) < 0.08
    assert [r.complete for r in found(blanked(track, hidden))[0]] == [True, True]


@pytest.mark.parametrize("rate", [15, 24, 30, 60, 120])
@pytest.mark.parametrize("yaw", [0, 90])
def test_the_frame_rate_does_not_matter(yaw, rate):
    plan = reps(3)
    repetitions, _ = found(Camera(yaw).film(squatting(times(11, rate), plan)))
    assert [r.bottom_s for r in repetitions] == pytest.approx(
        [rep.bottom_s for rep in plan], abs=1 / rate + 0.02
    )


def test_uneven_frames_do_not_matter():
    plan = reps(3)
    repetitions, _ = found(Camera(45).film(squatting(uneven_times(11), plan)))
    assert [r.bottom_s for r in repetitions] == pytest.approx(
        [rep.bottom_s for rep in plan], abs=0.08
    )


def test_walking_in_adds_no_repetition():
    plan = [Rep(start_s=5.5), Rep(start_s=8.5)]
    repetitions, _ = found(Camera(30).film(walking_in(times(12), 4.0, plan)))
    assert [r.bottom_s for r in repetitions] == pytest.approx(
        [rep.bottom_s for rep in plan], abs=0.1
    )


def test_a_hop_of_the_network_for_a_frame_is_no_repetition():
    track = Camera(90).film(squatting(times(6), [Rep()]))
    image = track.image.copy()
    image[140:143, 23:25, 1] += 150.0
    assert len(found(replace(track, image=image))[0]) == 1


@pytest.mark.parametrize("share", [0.7, 0.72, 0.74])
def test_a_stop_on_the_way_down_is_not_the_bottom(share):
    """What it takes from there says nothing of when the hips come to rest at the bottom."""
    rep = Rep(pause_s=0.0)
    time_s = times(8)
    stopped_s = rep.start_s + share * rep.down_s
    moving_s = time_s - np.clip(time_s - stopped_s, 0.0, 2.0)
    track = replace(Camera(90).film(squatting(moving_s, [rep])), time_s=time_s)
    (repetition,) = found(track)[0]
    assert repetition.bottom_s == pytest.approx(rep.bottom_s + 2.0, abs=0.1)
    assert repetition.rest_s == pytest.approx(repetition.bottom_s, abs=0.1)
    assert repetition.rise_s == pytest.approx(repetition.bottom_s, abs=0.1)


@pytest.mark.parametrize("pause_s", [0.0, 0.3, 1.5])
@pytest.mark.parametrize("yaw", [0, 40, 90])
def test_a_pause_is_as_long_as_it_is(yaw, pause_s):
    (repetition,) = found(Camera(yaw).film(squatting(times(6), [Rep(pause_s=pause_s)])))[0]
    assert repetition.rise_s - repetition.rest_s == pytest.approx(pause_s, abs=0.12)
    analysis = analysed(Camera(yaw).film(squatting(times(6), [Rep(pause_s=pause_s)])))
    reading = analysis.repetitions[0].measures["pause_s"]
    assert abs(reading.value - pause_s) < 2 * reading.sigma


@pytest.mark.parametrize("count", [0, 1, 2])
def test_bounces_at_the_bottom_are_told(count):
    time_s = times(7)
    whole = Rep(pause_s=2.0)
    low = squatting(time_s, [whole])
    higher = squatting(time_s, [replace(whole, thigh_angle=30.0, shank_lean=22.0)])
    bounce = 0.5 - 0.5 * np.cos(2 * np.pi * np.clip((time_s - 2.5) / 0.5, 0.0, count))
    joints = low.joints + bounce[:, None, None] * (higher.joints - low.joints)
    (repetition,) = found(Camera(90).film(replace(low, joints=joints)))[0]
    assert repetition.complete
    assert repetition.bounces == count


@pytest.mark.parametrize("step", [8, 12])
def test_the_uncertainty_of_times_is_known_where_few_frames_come(step):
    plan = reps(3, every_s=3.5, down_s=0.5, up_s=0.4, pause_s=0.0)
    track = Camera(90).film(squatting(times(12), plan))
    for first in range(0, step, 3):
        repetitions, _ = found(cut(track, np.arange(first, len(track), step)))
        assert all(repetition.edge_sigma_s > 0.03 for repetition in repetitions)
