from dataclasses import replace

import numpy as np
import pytest

from squatform.pose.people import Lifter
from squatform.pose.pose import PoseFrame, TrackRecorder
from squatform.pose.tracking import cut, enough_side, joined, rate_seen
from squatform.video import ArraySource, ClipInfo

from .crowd import Person, resized


def lifter_of(height_px):
    pose = Person().at(0.0)
    return Lifter(resized(pose, height_px / (pose.box[3] - pose.box[1])), alone=True)


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920), (3840, 2160)])
def test_the_smaller_the_lifter_the_larger_the_picture_the_network_gets(width, height):
    heights = [0.9 * height, 0.5 * height, 0.3 * height, 0.1 * height]
    sides = [enough_side(width, height, lifter_of(h)) for h in heights]
    assert sides == sorted(sides)
    assert sides[0] < max(width, height)
    assert sides[-1] == max(width, height)


@pytest.mark.parametrize("share", [0.9, 0.5, 0.2])
def test_a_picture_is_never_asked_for_larger_than_it_is(share):
    assert enough_side(640, 360, lifter_of(share * 360)) <= 640


def test_a_lifter_not_seen_yet_may_be_small():
    assert enough_side(3840, 2160, None) >= 1920


def test_where_the_lifter_stands_does_not_matter():
    lifter = lifter_of(500)
    moved = replace(lifter, pose=replace(lifter.pose, image=lifter.pose.image + 200.0))
    assert enough_side(1920, 1080, moved) == enough_side(1920, 1080, lifter)


def track_of(times_s):
    recorder = TrackRecorder((640, 480), len(times_s))
    for time_s in times_s:
        recorder.append(PoseFrame(time_s, Person().at(0.0), scene=int(time_s >= 1.0)))
    return recorder.finish()


def test_frames_that_the_network_did_not_see_are_gaps_in_the_track():
    times = np.arange(120) / 60.0
    images = np.zeros((120, 8, 8, 3), np.uint8)
    source = ArraySource(images, frame_rate=60.0)
    seen = track_of([frame.time_s for frame in source.frames(rate=30.0)])
    whole = joined(source, [seen], 30.0)
    assert np.allclose(whole.time_s, times)
    assert whole.found.tolist() == [True, False] * 60
    assert whole.scene.tolist() == [0] * 60 + [1] * 60


def test_a_stretch_that_could_not_be_read_stays_out_of_the_track():
    source = ArraySource(np.zeros((120, 8, 8, 3), np.uint8), frame_rate=60.0)
    kept = [f.time_s for f in source.frames(rate=30.0) if not 0.5 <= f.time_s < 1.5]
    whole = joined(source, [track_of(kept)], 30.0)
    assert not ((whole.time_s >= 0.5) & (whole.time_s < 1.5)).any()
    assert len(whole) == 60


@pytest.mark.parametrize(
    ("rate", "seen"), [(30, None), (25, None), (37, None), (60, 30), (240, 30)]
)
def test_only_fast_clips_are_thinned_and_never_when_every_frame_is_wanted(rate, seen):
    info = ClipInfo("clip", 10.0, float(rate), 640, 480, 10 * rate, 0)
    assert rate_seen(info, every_frame=False) == seen
    assert rate_seen(info, every_frame=True) is None


def test_pieces_cover_the_clip_once():
    info = ClipInfo("clip", 100.0, 30.0, 640, 480, 3000, 0)
    pieces = cut(info, 4)
    assert [piece.start_s for piece in pieces] == [0.0, 25.0, 50.0, 75.0]
    assert [piece.end_s for piece in pieces] == [25.0, 50.0, 75.0, None]
    assert len(cut(replace(info, duration_s=6.0), 4)) == 1
