import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from skeleton import Camera, lunging, reps, squatting, times
from squatform.errors import UsageError
from squatform.exercises import load_profile
from squatform.merging import merge
from squatform.results import Reading, SetAnalysis
from tracks import analysed, cut

FIGURE = squatting(times(11), reps(3, thigh_angle=20.0))


def clip(yaw, name, later_s=0.0, figure=FIGURE):
    track = Camera(yaw, distance_m=20).film(figure)
    analysis = analysed(replace(track, time_s=track.time_s + later_s))
    named = analysis.clip.model_copy(update={"path": name})
    return analysis.model_copy(update={"clip": named}).with_motion(analysis.motion)


@pytest.fixture(scope="module")
def front():
    return clip(0, "front.mp4")


@pytest.fixture(scope="module")
def side():
    return clip(90, "side.mp4", later_s=2.0)


@pytest.fixture(scope="module")
def merged(front, side):
    return merge([front, side], load_profile())


def test_each_finding_is_from_the_clip_that_sees_it_best(front, side, merged):
    for ours, theirs, both in zip(
        front.repetitions, side.repetitions, merged.repetitions, strict=True
    ):
        for finding in both.findings:
            sources = [
                next(f for f in rep.findings if f.check == finding.check) for rep in (ours, theirs)
            ]
            known = [f for f in sources if f.grade is not None]
            if len({f.unit for f in known}) == 1:
                assert finding.sigma == min(f.sigma for f in known)
            source = sources[finding.clip - 1]
            assert finding.model_copy(update={"clip": None}) == source


def test_what_one_clip_cannot_see_comes_from_the_other(front, side):
    blind = [
        f.model_copy(update={"status": "not_assessed", "grade": None, "value": None, "sigma": None})
        for f in front.repetitions[0].findings
    ]
    known = {f.check for f in side.repetitions[0].findings if f.grade is not None}
    reps_ = [r.model_copy(update={"findings": blind}) for r in front.repetitions]
    unseeing = front.model_copy(update={"repetitions": reps_})
    both = merge([unseeing, side], load_profile())
    for finding in (f for r in both.repetitions for f in r.findings):
        assert (finding.clip == 2) == (finding.check in known)
    assert known
    assert both.summary.focus == side.summary.focus


def test_measures_come_with_the_smaller_error(front, side, merged):
    for ours, theirs, both in zip(
        front.repetitions, side.repetitions, merged.repetitions, strict=True
    ):
        for name, reading in both.measures.items():
            known = [
                rep.measures[name].sigma
                for rep in (ours, theirs)
                if isinstance(rep.measures[name], Reading)
            ]
            assert reading.sigma == min(known) if known else not isinstance(reading, Reading)


def test_the_result_names_its_clips_and_keeps_the_first_ones_times(front, merged):
    assert [source.clip.path for source in merged.clips] == ["front.mp4", "side.mp4"]
    assert merged.clips[1].later_s == pytest.approx(2.0, abs=0.1)
    assert [r.bottom_s for r in merged.repetitions] == [r.bottom_s for r in front.repetitions]
    assert merged.warnings == []
    assert merged.motion is front.motion


def test_a_merged_result_is_valid_against_the_schema(merged):
    schema = SetAnalysis.model_json_schema(mode="serialization")
    Draft202012Validator(schema).validate(json.loads(merged.to_json()))
    assert SetAnalysis.model_validate_json(merged.to_json()).to_json() == merged.to_json()


@pytest.mark.parametrize("missing", ["first", "last"])
def test_one_repetition_more_in_one_clip_finds_its_place(front, missing):
    uneven = squatting(times(12), [replace(r, down_s=1 + 0.3 * k) for k, r in enumerate(reps(3))])
    whole = clip(0, "front.mp4", figure=uneven)
    track = Camera(90, distance_m=20).film(uneven)
    first = missing == "first"
    part = cut(track, track.time_s > 3.6 if first else track.time_s < 6.8)
    both = merge([whole, analysed(part)], load_profile())
    kept = whole.repetitions[1:] if first else whole.repetitions[:-1]
    assert [r.bottom_s for r in both.repetitions] == [r.bottom_s for r in kept]
    assert any("left out" in warning for warning in both.warnings)


def test_clips_of_different_sets_are_refused_or_doubted(front):
    longer = clip(90, "long.mp4", figure=squatting(times(20), reps(6)))
    with pytest.raises(UsageError, match=r"front\.mp4 has 3 and long\.mp4 has 6 repetitions"):
        merge([front, longer], load_profile())
    slower = clip(90, "slow.mp4", figure=squatting(times(17), reps(3, every_s=5.0)))
    assert any("same set" in w for w in merge([front, slower], load_profile()).warnings)
    other = front.model_copy(update={"exercise": "low_bar"})
    with pytest.raises(UsageError, match="same exercise"):
        merge([front, other], load_profile())


def test_a_clip_without_a_squat_says_so_itself(front):
    lunges = clip(90, "lunges.mp4", figure=lunging(times(8), reps(2)))
    assert merge([front, lunges], load_profile()) is lunges
