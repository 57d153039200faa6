"""The real network on real pixels."""

import json

import numpy as np
import pytest

from sample_clips import BACK, CLIPS, HEELS, OBLIQUE, SIDE
from squatform import analyze
from squatform.results import Reading, faults
from squatform.video import ArraySource, FileSource


def verdicts(analysis):
    return [{f.check: f.status for f in r.findings} for r in analysis.repetitions]


def bottoms(analysis):
    return [r.bottom_s for r in analysis.repetitions]


@pytest.fixture(scope="session")
def analysed_clip(pose_model_path):
    """Analyse a sample clip once for all tests."""
    done = {}

    def analysis_of(name):
        if name not in done:
            done[name] = analyze(HEELS if name == "heels" else CLIPS[name].path)
        return done[name]

    return analysis_of


@pytest.mark.parametrize("name", CLIPS)
class TestSampleClip:
    def test_repetitions_are_counted(self, analysed_clip, name):
        analysis = analysed_clip(name)
        assert len(analysis.repetitions) == CLIPS[name].repetitions
        assert analysis.summary.repetitions == CLIPS[name].repetitions
        assert analysis.warnings == []
        assert analysis.clip.frames == len(analysis.motion.time_s)

    @pytest.mark.parametrize("angle", ["knee_flexion", "thigh_angle", "trunk_lean"])
    def test_angles_are_right(self, analysed_clip, name, angle):
        clip = CLIPS[name]
        for repetition, true in zip(
            analysed_clip(name).repetitions, clip.angles(angle), strict=True
        ):
            tolerance = clip.hard.get((angle, repetition.index), clip.tolerance_deg)
            assert repetition.measures[angle].value == pytest.approx(true, abs=tolerance)

    def test_faults_are_found_where_they_are(self, analysed_clip, name):
        found = [
            {finding.check for finding in faults(repetition.findings)}
            for repetition in analysed_clip(name).repetitions
        ]
        assert found == list(CLIPS[name].faults)

    def test_the_set_gets_one_cue(self, analysed_clip, name):
        summary = analysed_clip(name).summary
        assert summary.focus == CLIPS[name].focus
        assert summary.cue

    def test_the_view_is_about_right(self, analysed_clip, name):
        view = analysed_clip(name).view
        assert view.yaw_deg == pytest.approx(CLIPS[name].yaw_deg, abs=20.0)


@pytest.mark.parametrize(("name", "path"), [("oblique", OBLIQUE.path), ("heels", HEELS)])
def test_two_workers_find_what_one_finds(analysed_clip, name, path):
    done = []
    one, two = analysed_clip(name), analyze(path, workers=2, progress=done.append)
    assert sum(done) == one.clip.frames
    assert two.clip == one.clip
    assert bottoms(two) == pytest.approx(bottoms(one), abs=0.1)
    for found, cut in zip(one.repetitions, two.repetitions, strict=True):
        for finding, other in zip(found.findings, cut.findings, strict=True):
            # at a limit one of the two may be too close to call
            assert finding.status == other.status or "borderline" in (finding.status, other.status)
            reading, again = (r.measures[finding.measure] for r in (found, cut))
            if isinstance(reading, Reading):
                assert again.value == pytest.approx(reading.value, abs=reading.sigma / 3)
    for told in ("repetitions", "incomplete", "focus", "cue"):
        assert getattr(two.summary, told) == getattr(one.summary, told)


def test_heels_and_back_are_not_judged_where_they_cannot_be_seen(analysed_clip):
    for repetition in analysed_clip("oblique").repetitions:
        for finding in repetition.findings:
            if finding.check in ("heel_lift", "back_rounding"):
                assert finding.status == "not_assessed"
                assert "from the side" in finding.reason


def test_heels_rise_as_far_as_they_do(analysed_clip):
    analysis = analysed_clip("heels")
    assert [verdict["heel_lift"] for verdict in verdicts(analysis)] == ["ok", "mild", "severe"]
    truth = json.loads(HEELS.with_suffix(".truth.json").read_text())
    for repetition, true in zip(analysis.repetitions, truth["repetitions"], strict=True):
        heel, toe = (repetition.measures[name] for name in ("heel_lift", "toe_lift"))
        assert heel.value == pytest.approx(true["faults"]["heel_lift_deg"], abs=2 * heel.sigma)
        assert toe.value == -heel.value


@pytest.mark.slow
def test_a_back_that_rounds_is_told_from_a_straight_one(pose_model_path):
    analysis = analyze(BACK)
    straight, some, much, upper = (r.measures["back_curve"].value for r in analysis.repetitions)
    assert straight < some < much < upper
    *lower, bent = (r.measures["thoracic_flexion"].value for r in analysis.repetitions)
    assert max(lower) < 10.0 < bent
    found = [verdict["back_rounding"] for verdict in verdicts(analysis)]
    assert found[0] in ("ok", "borderline")
    assert found[3] in ("moderate", "severe")


def test_a_reduced_copy_measures_the_same(analysed_clip):
    with FileSource(SIDE.path) as source:
        frames = list(source.frames(max_side=640))
    copy = ArraySource([f.image for f in frames], times_s=[f.time_s for f in frames])
    small, full = analyze(copy), analysed_clip("side")
    assert bottoms(small) == pytest.approx(bottoms(full), abs=0.1)
    for a, b in zip(small.repetitions, full.repetitions, strict=True):
        for angle in ("knee_flexion", "thigh_angle", "trunk_lean"):
            assert a.measures[angle].value == pytest.approx(b.measures[angle].value, abs=2.0)
    assert verdicts(small) == verdicts(full)


@pytest.mark.parametrize("lifter_is_left", [True, False], ids=["left", "right"])
def test_of_two_people_the_one_who_squats_is_analysed(pose_model_path, lifter_is_left):
    """A second person stands still beside: the same one, as in the first frame."""
    with FileSource(OBLIQUE.path) as source:
        frames = list(source.frames())[::2]
    quarter = frames[0].image.shape[1] // 4
    pictures = [f.image[:, quarter : 3 * quarter] for f in frames]
    still = pictures[0]
    side_by_side = [np.hstack([p, still] if lifter_is_left else [still, p]) for p in pictures]
    analysis = analyze(ArraySource(side_by_side, times_s=[f.time_s for f in frames]))
    assert analysis.summary.repetitions == OBLIQUE.repetitions
    hip = np.nanmedian(analysis.motion.track.image[:, 23:25, 0])
    assert (hip < still.shape[1]) == lifter_is_left


def test_a_clip_with_nobody_in_it_says_so(pose_model_path):
    pictures = np.random.default_rng(0).integers(90, 110, (20, 120, 160, 3), dtype=np.uint8)
    analysis = analyze(ArraySource(pictures))
    assert analysis.repetitions == []
    assert analysis.view is None
    assert analysis.summary.cue is None
    assert len(analysis.warnings) == 1
    assert "Nobody was found" in analysis.warnings[0]
