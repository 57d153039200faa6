import cv2
import numpy as np

from skeleton import Camera, reps, squatting, uneven_times
from squatform.report.figure import ANGLES, SIDE_COLOURS
from squatform.report.thumbnails import HEIGHT, Stills, evidence_of

from .material import filmed, finding, near, scene, status_colour, with_findings


def pictures(analysis, folder):
    stills = Stills(scene(analysis), folder)
    stills.seek(scene(analysis).source)
    return {
        name: cv2.imread(str(path))[:, :, ::-1] for name, path in sorted(stills.written.items())
    }


def two_faults(analysis):
    lean = finding("trunk_lean", "mild", value=45.0, limit=40.0)
    return with_findings(analysis, finding(), lean, finding("tempo", "ok"))


def test_what_is_amiss_has_its_picture(tmp_path, faulty):
    made = pictures(two_faults(faulty), tmp_path)
    assert list(made) == [
        f"evidence/rep0{number}_{check}.jpg"
        for number in (1, 2)
        for check in ("depth", "trunk_lean")
    ]
    for name, image in made.items():
        assert image.shape[0] <= 1.3 * HEIGHT
        assert near(image, SIDE_COLOURS[0], 40) > 0.001
        severe = near(image, status_colour("severe"), 40)
        assert (severe > 0.001) == ("depth" in name)


def test_a_clean_repetition_has_one_picture(faulty):
    clean = with_findings(faulty, finding(status="ok"), finding("trunk_lean", "ok"))
    assert [evidence.finding.check for evidence in evidence_of(clean)] == ["depth", "depth"]


def test_a_merged_result_has_pictures_of_the_first_clip(faulty):
    merged = with_findings(faulty, finding(clip=2), finding("trunk_lean", "mild", clip=1))
    assert {evidence.finding.check for evidence in evidence_of(merged)} == {"trunk_lean"}


def test_what_was_not_assessed_has_no_picture(tmp_path, faulty):
    blind = with_findings(faulty, finding(status="not_assessed"))
    assert evidence_of(blind) == []
    assert pictures(blind, tmp_path) == {}
    assert list(tmp_path.iterdir()) == []


def test_the_angle_of_the_finding_is_drawn(tmp_path, faulty):
    """The same moment differs between checks, by the angle and the words."""
    made = pictures(two_faults(faulty), tmp_path)
    depth, lean = made["evidence/rep01_depth.jpg"], made["evidence/rep01_trunk_lean.jpg"]
    rows = min(depth.shape[0], lean.shape[0]) * 3 // 4
    assert np.abs(depth[:rows].astype(int) - lean[:rows]).max() > 100
    assert {"thigh_angle", "trunk_lean"} <= set(ANGLES)


def test_frames_that_go_by_are_left_as_they_are(tmp_path, faulty):
    scenery = scene(two_faults(faulty))
    stills = Stills(scenery, tmp_path)
    for frame in scenery.source.planar_frames():
        before = frame.planes.buffer.copy()
        stills.take(frame)
        assert (frame.planes.buffer == before).all()
    assert len(stills.written) == 4


def test_sparse_frames_have_pictures_too(tmp_path):
    """Time between frames varies; the moment of evidence may lie far from any."""
    moments = uneven_times(8, rate=8.0)
    analysis = filmed(tmp_path / "clip.mp4", Camera(90), squatting(moments, reps(2)))
    assert len(analysis.repetitions) == 2
    assert len(pictures(analysis, tmp_path)) >= 2
