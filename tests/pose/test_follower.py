import numpy as np
import pytest

from sample_clips import FOLDER
from squatform.pose.follower import Follower
from squatform.pose.stills import Stills
from squatform.video import FileSource

from .crowd import Person

IMAGE = np.zeros((480, 640, 3), np.uint8)


class CloseUp:
    """Sees a person who stands at one place, as they look in the square."""

    def __init__(self, person=None):
        self.person, self.looked = person, 0

    def look(self, picture, *, outline=False):
        self.looked += 1
        return None if self.person is None else self.person.at(0.0)


def people_at(*places):
    searched = []

    def find(image):
        searched.append(image)
        return [Person(x=x).at(0.0) for x in places]

    return find, searched


def test_the_whole_picture_is_searched_only_until_the_person_is_found():
    find, searched = people_at(320)
    follower = Follower(CloseUp(Person()), find)
    for frame in range(5):
        assert follower.find(IMAGE, frame / 30) is not None
    assert len(searched) == 1


def test_whoever_is_lost_is_searched_again():
    find, searched = people_at()
    close_up = CloseUp()
    follower = Follower(close_up, find)
    assert follower.find(IMAGE, 0.0) is None
    assert follower.find(IMAGE, 0.1) is None
    assert len(searched) == 2
    assert close_up.looked == 0


@pytest.fixture
def stills(pose_model_path):
    stills = Stills(pose_model_path)
    yield stills
    stills.close()


@pytest.fixture(scope="module")
def frames():
    with FileSource(FOLDER / "air_squat_side.mp4") as source:
        return list(source.frames(start_s=1.0, end_s=2.0))


def followed(stills, frames, seen):
    with stills.follower() as follower:
        return [
            follower.find(frame.image, frame.time_s, go_on=number in seen)
            for number, frame in enumerate(frames)
        ]


def test_frames_looked_at_in_passing_change_no_other(stills, frames):
    attended = set(range(0, len(frames), 3))
    every = followed(stills, frames, attended)
    few = followed(stills, [frames[k] for k in sorted(attended)], set(range(99)))
    for k, pose in zip(sorted(attended), few, strict=True):
        np.testing.assert_array_equal(every[k].image, pose.image)
        np.testing.assert_array_equal(every[k].world, pose.world)


def test_a_network_lent_to_another_clip_remembers_nothing(stills, frames):
    first = followed(stills, frames[:5], set(range(5)))
    followed(stills, frames[10:], set(range(99)))
    again = followed(stills, frames[:5], set(range(5)))
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one.image, other.image)


def test_the_person_told_is_followed_instead(stills, frames):
    with stills.follower() as follower:
        (person,) = stills.people(frames[0].image)
        elsewhere = Person(x=60).at(0.0)
        follower.find(frames[0].image, 0.0, instead=elsewhere)
        found = follower.find(frames[1].image, 0.1, instead=person)
    assert np.linalg.norm(found.hip - person.hip) < 0.05 * person.reach
