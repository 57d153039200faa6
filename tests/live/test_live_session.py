"""A lifter before the camera: counted, judged and told, set after set."""

from dataclasses import replace

import pytest
from live_material import frames_of, session_of

from skeleton import Camera, Rep, reps, squatting, times
from squatform.exercises import load_profile
from squatform.live.engine import LiveSet, Verdict
from squatform.live.session import Command
from tracks import analysed, blanked

SHALLOW = {"thigh_angle": 30.0, "shank_lean": 20.0}


def shallow(plan):
    return [replace(rep, **SHALLOW) for rep in plan]


def filmed(plan, yaw=90, until_s=12):
    return Camera(yaw).film(squatting(times(until_s), plan))


def told(track, exercise="air_squat", **settings):
    session, said, sets = session_of(track, exercise, **settings)
    states = [session.push(frame) for frame in frames_of(track)]
    return session, states, [utterance.text for utterance in said], sets


@pytest.mark.parametrize("yaw", [40, 90])
def test_repetitions_and_verdicts_are_those_of_recorded_analysis(yaw):
    plan = reps(2) + [replace(rep, **SHALLOW) for rep in reps(4)[2:]]
    track = filmed(plan, yaw, 14)
    session, *_ = told(track)
    recorded = analysed(track).repetitions
    assert [r.index for r in session.repetitions] == [r.index for r in recorded]
    for live, whole in zip(session.repetitions, recorded, strict=True):
        assert live.bottom_s == pytest.approx(whole.bottom_s, abs=0.1)
        for ours, theirs in zip(live.findings, whole.findings, strict=True):
            assert ours.check == theirs.check
            assert abs((ours.grade or 0) - (theirs.grade or 0)) <= 1


def test_a_verdict_with_its_cue_comes_within_a_third_of_a_second():
    plan = shallow(reps(3))
    track = filmed(plan)
    live = LiveSet(track.size, load_profile("air_squat"))
    at = [h for frame in frames_of(track) for h in live.push(frame) if isinstance(h, Verdict)]
    assert [verdict.result.focus for verdict in at] == ["depth"] * 3
    for verdict, rep in zip(at, plan, strict=True):
        assert verdict.time_s - rep.back_at_top_s <= 0.3


def test_count_phase_and_depth_are_shown_as_they_change():
    plan = reps(2, every_s=5.0, down_s=1.5, pause_s=1.0, up_s=1.5)
    _, states, _, _ = told(filmed(plan))
    assert [s.repetitions for s in states][-1] == 2
    assert {s.phase.value for s in states} >= {"standing", "eccentric", "bottom", "concentric"}
    assert max(s.depth for s in states if s.depth is not None) >= 0.9
    assert any(s.reached for s in states)


def test_the_tick_comes_at_depth_and_only_there():
    session, said, _ = session_of(track := filmed(reps(2) + shallow(reps(3)[2:])))
    for frame in frames_of(track):
        session.push(frame)
    assert [u.tone for u in said].count("tick") == 2


def test_a_cue_is_not_said_at_every_repetition():
    _, _, said, _ = told(filmed(shallow(reps(3))))
    cue = load_profile("air_squat").checks["depth"].cue
    assert [text.startswith(f"{n}.") for n, text in zip((1, 2, 3), said[-3:], strict=True)] == [
        True
    ] * 3
    assert sum(cue in text for text in said) == 1


def test_whoever_stands_still_is_told_to_start():
    _, states, said, _ = told(filmed([], until_s=4))
    assert not states[0].armed
    assert states[-1].armed
    assert said[-1].startswith("Ready")


def test_whoever_begins_at_once_is_counted_all_the_same():
    _, states, _, _ = told(filmed([Rep(start_s=0.6)], until_s=5))
    assert states[-1].repetitions == 1
    assert states[-1].armed


def test_a_set_ends_when_the_lifter_leaves_and_is_summed_up():
    track = filmed(reps(2), until_s=12)
    session, states, said, sets = told(blanked(track, track.time_s > 7.5))
    assert [len(done) for done in sets] == [2]
    assert said[-1].startswith("2 repetitions.")  # and no calling back after it
    assert states[-1].set_number == 2
    assert states[-1].repetitions == 0
    assert states[-1].summary[0] == "2 repetitions."
    assert not states[-1].armed
    assert session.repetitions == []


def test_a_lifter_gone_for_a_moment_keeps_the_set():
    track = filmed(reps(3), until_s=12)
    hidden = (track.time_s > 3.7) & (track.time_s < 5.0)
    _, states, _, sets = told(blanked(track, hidden))
    assert sets == []
    assert states[-1].repetitions == 3


def test_the_next_set_begins_with_a_key_and_is_counted_from_one():
    track = filmed(reps(3))
    session, _, sets = session_of(track)
    for frame in frames_of(track):
        if abs(frame.time_s - 4.0) < 0.01:
            session.command(Command.NEXT_SET)
        state = session.push(frame)
    assert [len(done) for done in sets] == [1]
    assert state.set_number == 2
    assert state.repetitions == 2


def test_the_exercise_changes_with_a_key():
    track = filmed([])
    session, _, _ = session_of(track)
    before = session.profile.name
    session.command(Command.EXERCISE)
    frame = next(iter(frames_of(track)))
    assert session.push(frame).profile.name != before


def test_rest_is_counted_from_the_last_repetition():
    _, states, _, _ = told(filmed(reps(1), until_s=16))
    rest = [s.rest_s for s in states if s.rest_s is not None]
    assert rest[0] == pytest.approx(8.0, abs=0.1)
    assert rest[-1] > 11.0


def test_with_sharp_pain_nothing_is_judged():
    session, _, said, _ = told(filmed(shallow(reps(2))), pain="sharp")
    assert [r.findings for r in session.repetitions] == [[], []]
    assert said[-1] == "2."


def test_a_message_is_shown_for_a_while_after_pictures_come_again():
    track = filmed([], until_s=30)
    frames = list(frames_of(track))
    session, _, _ = session_of(track)
    session.push(frames[0])
    session.note("The camera is back.")
    assert session.state().notes == ("The camera is back.",)
    # twenty seconds without a picture
    shown = [bool(session.push(frame).notes) for frame in frames[600:]]
    assert shown[0]
    assert not shown[-1]
