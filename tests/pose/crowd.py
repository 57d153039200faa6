"""People who stand, walk and squat in one made-up picture, and a network that may slip."""

from dataclasses import replace

import numpy as np

from skeleton import Camera, reps, squatting, times
from squatform.pose.pose import Pose

SIZE = (1280, 720)
RATE = 10.0
COVERED = 127


class Person:
    """A figure on a spot of the picture, its middle at `x` pixels; absent outside `here`."""

    def __init__(
        self, x=640.0, *, squats=False, walks_px_s=0.0, here=(0.0, np.inf), fill=0.65, **how
    ):
        plan = reps(9, every_s=2.5, **how) if squats else []
        self._track = Camera(90, size=SIZE, fill=fill).film(squatting(times(24, RATE), plan))
        self._x, self._speed, self._here = x, walks_px_s, here

    def at(self, time_s):
        if not self._here[0] <= time_s < self._here[1]:
            return None
        frame = round(time_s * RATE)
        image = self._track.image[frame].copy()
        image[:, 0] += self._x - SIZE[0] / 2 + self._speed * time_s
        if not 0 <= image[:, 0].mean() < SIZE[0]:
            return None
        return Pose(image, self._track.visibility[frame], self._track.world[frame])


class Scene:
    """Who is there when; counts how often everybody is looked for."""

    def __init__(self, *people):
        self.people = people
        self.time_s = 0.0
        self.searches = 0

    def present(self):
        return [pose for person in self.people if (pose := person.at(self.time_s)) is not None]

    def find_people(self, image):
        self.searches += 1
        return self.present()

    def picture(self, shade=60):
        image = np.full((SIZE[1], SIZE[0], 3), shade, np.uint8)
        image[: SIZE[1] // 2] += 40
        return image

    def network(self, shown, last, slips_to=None):
        """Find one person where the picture is not covered: the one followed, as a rule."""
        seen = [pose for pose in self.present() if shown[_pixel(pose)].mean() != COVERED]
        if slips_to is not None:
            wanted = slips_to.at(self.time_s)
            if wanted is not None and shown[_pixel(wanted)].mean() != COVERED:
                return wanted
        place = last.hip if last is not None else np.array(SIZE) / 2
        return min(seen, key=lambda pose: np.linalg.norm(pose.hip - place), default=None)


def _pixel(pose):
    x, y = pose.hip.round().astype(int)
    return min(max(y, 0), SIZE[1] - 1), min(max(x, 0), SIZE[0] - 1)


def follow(lock, scene, until_s, *, slip=None, picture=None):
    """Run the lock over the scene; `slip` is (from_s, to_s, person) when the network errs."""
    frames, last = [], None
    for time_s in times(until_s, RATE):
        scene.time_s = float(time_s)
        image = scene.picture() if picture is None else picture(time_s)
        erring = slip is not None and slip[0] <= time_s < slip[1]
        found = scene.network(lock.look_at(image, 1.0), last, slip[2] if erring else None)
        frames.append(lock.follow(found, image, scene.time_s, 1.0))
        last = found if found is not None else last
    return frames


def is_at(pose, person, time_s, within_px=20.0):
    wanted = person.at(time_s)
    return bool(np.abs(pose.image[:, :2] - wanted.image[:, :2]).max() < within_px)


def resized(pose, factor):
    return replace(pose, image=pose.image * factor)
