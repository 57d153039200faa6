from dataclasses import replace

import numpy as np
import pytest

from skeleton import Camera, Rep, squatting, times
from squatform.pose.pose import (
    BACK_POINTS,
    FootPicture,
    PoseFrame,
    PoseTrack,
    TrackRecorder,
    join_tracks,
)
from tracks import pose_at

COLUMNS = ("time_s", "image", "visibility", "world", "scene")


@pytest.fixture(scope="module")
def track():
    return Camera(40).film(squatting(times(5), [Rep()]))


def recorded(track, missing=(), capacity=4):
    recorder = TrackRecorder(track.size, capacity)
    for frame in range(len(track)):
        pose = None if frame in missing else pose_at(track, frame)
        recorder.append(PoseFrame(float(track.time_s[frame]), pose, int(track.scene[frame])))
    return recorder.finish()


@pytest.mark.parametrize("capacity", [1, 7, 150, 1000])
def test_what_is_recorded_comes_back(track, capacity):
    again = recorded(track, capacity=capacity)
    assert len(again) == len(track)
    assert again.size == track.size
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(again, name), getattr(track, name))


def recorded_bytes(frames):
    recorder = TrackRecorder((640, 480), frames)
    for frame in range(frames):
        recorder.append(PoseFrame(frame / 30, None))
    return recorder.finish().back.nbytes


def test_frames_without_the_lifter_are_not_found(track):
    again = recorded(track, missing={0, 3, 4})
    assert np.flatnonzero(~again.found).tolist() == [0, 3, 4]
    assert np.isnan(again.image[3]).all()
    assert np.isnan(again.world[3]).all()


def test_the_outline_of_the_back_and_pictures_of_the_foot_come_back(track):
    """Over pieces, too, and where only some frames have them."""

    def piece(frames, seen):
        recorder = TrackRecorder(track.size, 2)
        for frame in frames:
            time_s, pose = float(track.time_s[frame]), pose_at(track, frame)
            foot = FootPicture(time_s, 0, np.zeros((2, 2)), np.zeros((4, 4), np.uint8))
            if frame in seen:
                pose = replace(pose, back=np.full((BACK_POINTS, 2), float(frame)))
            recorder.append(PoseFrame(time_s, pose, foot=foot if frame in seen else None))
        return recorder.finish()

    joined = join_tracks([piece(range(5), {1, 3}), piece(range(5, 9), {5})])
    assert np.flatnonzero(np.isfinite(joined.back[:, 0, 0])).tolist() == [1, 3, 5]
    assert joined.back[3, -1].tolist() == [3.0, 3.0]
    assert [foot.time_s for foot in joined.feet] == track.time_s[[1, 3, 5]].tolist()


def test_a_long_clip_takes_little_memory_for_its_back():
    assert recorded_bytes(frames=18_000) < 5e6


def test_nothing_recorded_is_an_empty_track():
    assert len(TrackRecorder((640, 480)).finish()) == 0


@pytest.mark.parametrize("cuts", [[75], [1, 149], [50, 100], [60, 60]])
def test_pieces_join_to_the_whole(track, cuts):
    parts = np.split(np.arange(len(track)), cuts)
    pieces = [replace(track, **{n: getattr(track, n)[part] for n in COLUMNS}) for part in parts]
    joined = join_tracks(pieces)
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(joined, name), getattr(track, name))


def test_scenes_are_numbered_on_over_pieces(track):
    def piece(scenes, start):
        part = slice(start, start + len(scenes))
        columns = {n: getattr(track, n)[part] for n in COLUMNS}
        return replace(track, **{**columns, "scene": np.array(scenes)})

    joined = join_tracks([piece([0, 0, 1], 0), piece([1, 2, 2], 3), piece([0, 0, 1], 6)])
    assert joined.scene.tolist() == [0, 0, 1, 1, 2, 2, 2, 2, 3]


def test_arrays_that_do_not_fit_together_are_refused(track):
    with pytest.raises(ValueError, match="world has shape"):
        replace(track, world=track.world[:-1])
    with pytest.raises(ValueError, match="scene has shape"):
        PoseTrack(
            track.time_s, track.image, track.visibility, track.world, track.scene[1:], track.size
        )


def test_a_poses_size_grows_with_the_picture_and_not_with_its_place(track):
    pose = pose_at(track, 0)
    moved = replace(pose, image=pose.image + np.array([100.0, 50.0, 0.0]))
    assert moved.reach == pytest.approx(pose.reach)
    assert moved.hip - pose.hip == pytest.approx([100.0, 50.0])
    assert replace(pose, image=2 * pose.image).reach == pytest.approx(2 * pose.reach)
    left, top, right, bottom = pose.box
    assert (pose.image[:, 0] >= left).all()
    assert (pose.image[:, 0] <= right).all()
    assert (pose.image[:, 1] >= top).all()
    assert (pose.image[:, 1] <= bottom).all()
