"""Somebody walks past or spots while the lifter squats: real landmarks of rendered pictures."""

import numpy as np
import pytest

from benchmarks.accuracy.score import PROFILE_OF
from benchmarks.accuracy.truth import Truth
from squatform import analyze
from squatform.pose.landmarks import ANKLES
from studio.clip import render_clip, truth_path
from studio.sampling import Split, draw_clip

BEHIND, FIRST_SEEN, SPOTTER = 1190, 1480, 87
"""In one clip the network slides over to a passer-by behind the lifter; in another it sees
somebody at the side before it sees the lifter; in the third it sees the spotter alone, who stands
close and bends the knees along."""


def apart(truth, track):
    """Distance of the feet that were followed from the lifter's, pixels, by frame."""
    feet = np.mean([truth.landmarks_px[name] for name in ("left_ankle", "right_ankle")], axis=0)
    x, y = (np.interp(track.time_s, truth.frames["time_s"], of) for of in feet.T)
    return np.linalg.norm(track.image[:, ANKLES, :2].mean(axis=1) - np.column_stack([x, y]), axis=1)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "counted"), [(BEHIND, 2), (FIRST_SEEN, 1), (SPOTTER, 1)])
def test_the_lifter_is_followed_and_nobody_else(pose_model_path, tmp_path, number, counted):
    clip = tmp_path / "clip.mp4"
    render_clip(draw_clip(Split.EVALUATION, number), clip)
    truth = Truth.model_validate_json(truth_path(clip).read_text())
    result = analyze(clip, PROFILE_OF.get(truth.exercise, truth.exercise))
    track = result.motion.track
    off = apart(truth, track)[track.found]
    assert np.mean(off < 0.2 * result.motion.baseline.leg[track.found]) > 0.75
    assert result.summary.repetitions >= counted
