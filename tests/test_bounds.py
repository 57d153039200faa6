"""The benchmark of what bounds the errors."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy.bounds import VARIANTS, bounds_page, errors_of, with_true
from benchmarks.accuracy.truth import Truth, clips_with_truth
from skeleton import Camera, Rep, squatting, times
from squatform.pose.landmarks import HIPS, KNEES
from tracks import blanked

SAMPLES = Path(__file__).parents[1] / "sample_videos"


def test_true_places_are_taken_where_the_lifter_was_found():
    exact = Camera(90).film(squatting(times(4), [Rep()]))
    seen = blanked(Camera(90).film(squatting(times(4), [Rep()]), noise_px=8.0), np.arange(10))
    truth = Truth(
        kind="squat",
        sure=True,
        view="side",
        repetitions=[],
        frames={"time_s": exact.time_s.tolist()},
        landmarks_px={joint.name.lower(): exact.image[:, joint, :2].tolist() for joint in HIPS},
    )
    mixed = with_true(seen, truth, HIPS)
    assert np.isnan(mixed.image[:10]).all()
    for joint, true in ((HIPS[0], True), (KNEES[0], False)):
        off = np.abs(mixed.image[10:, joint, :2] - exact.image[10:, joint, :2]).max()
        assert (off < 0.01) == true


@pytest.mark.slow
def test_with_all_landmarks_true_the_network_s_errors_are_gone(pose_model_path):
    clips = dict(clips_with_truth(SAMPLES))
    clip = SAMPLES / "air_squat_side.mp4"
    errors = errors_of(clip, clips[clip])
    geometry, true = (
        np.abs(errors["side", name, "thigh_angle"]).mean()
        for name in ("geometry alone", "geometry, all of these true")
    )
    assert true < geometry / 2
    page = bounds_page("sample_videos", errors)
    assert all(f"| {variant.name} |" in page for variant in VARIANTS)
