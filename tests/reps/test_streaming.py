"""Live repetitions are the recorded ones, in time."""

from dataclasses import replace

import numpy as np
import pytest

from live import abandoned, finished, frames_of, not_counted, streamed
from skeleton import Camera, Rep, deadlifting, lunging, reps, squatting, times, uneven_times
from squatform.motion.measures import measure_motion
from squatform.reps.counting import Counting, Movement
from squatform.reps.phase import Phase
from squatform.reps.segmentation import find_repetitions
from squatform.reps.streaming import Finished, LeftStanding, ReachedBottom, RepetitionStream
from tracks import blanked


def edges(repetitions):
    return [(r.start_s, r.bottom_s, r.end_s) for r in repetitions]


def assert_as_recorded(track, counting=None):
    allowed = [counting] if counting else []
    live = finished(streamed(track, *allowed))
    recorded, _ = find_repetitions(measure_motion(track), *allowed)
    assert [r.index for r in live] == [r.index for r in recorded if r.complete]
    np.testing.assert_allclose(edges(live), edges(recorded), atol=0.15)


TEMPI = {
    "brisk": {"down_s": 0.6, "up_s": 0.5, "pause_s": 0.0},
    "even": {},
    "slow": {"down_s": 3.0, "up_s": 2.0, "pause_s": 1.0},
}


@pytest.mark.parametrize("tempo", TEMPI)
@pytest.mark.parametrize("yaw", [0, 40, 90, 180])
def test_live_repetitions_are_the_recorded_ones(yaw, tempo):
    plan = reps(3, every_s=8.0, **TEMPI[tempo])
    assert_as_recorded(Camera(yaw).film(squatting(times(25), plan), noise_px=1.0))


@pytest.mark.parametrize("time_s", [times(11, 15), times(11, 60), times(11, 120), uneven_times(11)])
def test_the_frame_rate_does_not_matter(time_s):
    assert_as_recorded(Camera(40).film(squatting(time_s, reps(3))))


@pytest.mark.parametrize("tempo", TEMPI)
@pytest.mark.parametrize("yaw", [0, 40, 90])
def test_a_repetition_is_told_soon_after_its_end(yaw, tempo):
    plan = reps(3, every_s=8.0, **TEMPI[tempo])
    told = streamed(Camera(yaw).film(squatting(times(25), plan), noise_px=1.0))
    at = [time_s for time_s, event in told if isinstance(event, Finished)]
    assert len(at) == len(plan)
    for time_s, rep in zip(at, plan, strict=True):
        assert time_s - rep.back_at_top_s <= 0.3


def test_events_come_in_the_order_of_the_movement():
    plan = reps(2, every_s=4.0)
    told = streamed(Camera(90).film(squatting(times(9), plan)))
    assert [type(event) for _, event in told] == [LeftStanding, ReachedBottom, Finished] * 2
    for rep, (_, left), (_, bottom) in zip(plan, told[::3], told[1::3], strict=True):
        assert left.time_s == pytest.approx(rep.start_s + 0.4, abs=0.15)
        assert bottom.time_s == pytest.approx(rep.start_s + rep.down_s, abs=0.15)
        assert bottom.hip_height == pytest.approx(0.45, abs=0.08)


def test_phase_and_depth_are_known_in_every_frame():
    rep = Rep(down_s=1.5, pause_s=1.0, up_s=1.5)
    track = Camera(90).film(squatting(times(6), [rep]))
    stream, phases, thighs = RepetitionStream(track.size), {}, {}
    for frame in frames_of(track):
        stream.push(frame)
        phases[round(frame.time_s, 2)] = stream.phase
        if stream.motion is not None:
            thighs[round(frame.time_s, 2)] = stream.motion["thigh_angle"].values[0]
    assert phases[0.8] is Phase.STANDING
    assert phases[1.8] is Phase.ECCENTRIC
    assert phases[3.0] is Phase.BOTTOM
    assert phases[4.2] is Phase.CONCENTRIC
    assert phases[5.9] is Phase.STANDING
    assert thighs[3.0] == pytest.approx(rep.thigh_angle, abs=5.0)


@pytest.mark.parametrize("yaw", [0, 40, 90])
@pytest.mark.parametrize(
    ("move", "movement"), [(lunging, Movement.ONE_LEG), (deadlifting, Movement.HIP_HINGE)]
)
def test_other_movements_are_told_and_not_counted(yaw, move, movement):
    told = streamed(Camera(yaw).film(move(times(11), reps(3))))
    assert finished(told) == []
    assert not_counted(told) == [movement] * 3


def test_a_split_squat_counts_where_the_exercise_is_one():
    assert_as_recorded(
        Camera(60).film(lunging(times(11), reps(3))), Counting(frozenset({"one_leg"}))
    )


def test_the_end_of_the_stream_in_the_bottom_is_an_abandoned_repetition():
    plan = reps(2, pause_s=1.2)
    told = streamed(Camera(40).film(squatting(times(plan[1].bottom_s + 0.4), plan)))
    assert len(finished(told)) == 1
    (last,) = abandoned(told)
    assert not last.complete
    assert last.index == 2


def test_a_cut_in_a_repetition_invents_none():
    plan = reps(3)
    track = Camera(90).film(squatting(times(11), plan))
    scene = (track.time_s > plan[1].bottom_s).astype(np.int64)
    told = streamed(replace(track, scene=scene))
    assert [round(r.bottom_s) for r in finished(told)] == [2, 8]


def test_a_lifter_who_walks_away_at_the_bottom_has_abandoned_the_repetition():
    rep = Rep(pause_s=1.0)
    track = Camera(90).film(squatting(times(8), [rep]))
    told = streamed(blanked(track, track.time_s > rep.bottom_s + 0.2))
    assert finished(told) == []
    assert len(abandoned(told)) == 1
    assert told[-1][0] is not None  # said at once, not at the end of the stream


def test_memory_is_bounded_for_who_stands_and_for_who_stays_down():
    track = Camera(90).film(squatting(times(3, 10), [Rep(start_s=1.0)]))
    stream = RepetitionStream(track.size)
    *moving, last = list(frames_of(track))[:22]
    for frame in moving:
        stream.push(frame)
    for k in range(1500):
        stream.push(replace(last, time_s=last.time_s + k / 10))
    assert stream.phase is Phase.BOTTOM
    assert stream.remembered_s < 61.0
    stream = RepetitionStream(track.size)
    for k in range(300):
        stream.push(replace(moving[0], time_s=k / 10))
    assert stream.phase is Phase.STANDING
    assert stream.remembered_s < 3.0


def test_nobody_in_the_picture_is_no_event():
    track = Camera(90).film(squatting(times(2), []))
    told = streamed(blanked(track, np.ones(len(track), dtype=bool)))
    assert told == []
