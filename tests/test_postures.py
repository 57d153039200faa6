"""The benchmark on labelled single frames, on frames made up."""

import numpy as np
import pytest

from benchmarks.accuracy.postures import QUESTIONS, answer, load_frames, sequences_of
from skeleton import Camera, Rep, squatting, times
from squatform.errors import InputError

POSTURES = {
    "acceptable": {"rep": Rep(thigh_angle=5)},
    "half_squat": {"rep": Rep(thigh_angle=45)},
    "bent_over": {"rep": Rep(trunk_lean=75)},
    "knee_valgus": {"rep": Rep(), "knees_in": (25, 25)},
    "knee_varus": {"rep": Rep(), "knees_in": (-25, -25)},
}


@pytest.fixture
def frames():
    image, label = [], []
    for name, how in POSTURES.items():
        rep = how["rep"]
        lifter = squatting(times(4), [rep], stance=0.35, knees_in=how.get("knees_in", (0, 0)))
        track = Camera(40).film(lifter, noise_px=1.0)
        chosen = track.image[np.abs(track.time_s - rep.bottom_s) < 0.2]
        image.append(chosen)
        label += [name] * len(chosen)
    return np.concatenate(image), np.array(label)


def test_clear_postures_are_told_apart(frames):
    for question, row in zip(QUESTIONS, answer(*frames), strict=True):
        if question.measure != "knee_to_ankle":
            assert float(row[3]) > 0.95


def test_a_video_ends_where_the_label_changes_or_the_picture_jumps(frames):
    image, label = frames
    count = len(POSTURES)
    assert sequences_of(image, label).max() == count - 1
    image[3:] += 400.0
    assert sequences_of(image, label).max() == count


def test_a_file_is_read_as_shares_of_the_picture(frames, tmp_path):
    image, label = frames
    path = tmp_path / "frames.npz"
    landmarks = image / [1280, 720, 1280]
    np.savez(path, image_landmarks=landmarks, label=label, image_size=np.array([1280, 720]))
    read, names = load_frames(path)
    np.testing.assert_allclose(read, image, atol=1e-6)
    assert (names == label).all()


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_what_is_no_such_file_is_refused_by_name(tmp_path, content):
    path = tmp_path / "frames.npz"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"frames\.npz"):
        load_frames(path)
    np.savez(path, label=np.array(["acceptable"]))
    with pytest.raises(InputError, match="image_landmarks"):
        load_frames(path)
