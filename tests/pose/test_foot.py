import numpy as np
import pytest

from squatform.pose.foot import FOOT_PX, HEIGHT, INTERVAL_S, WIDTH, FootCamera
from squatform.pose.landmarks import ANKLES, HEELS, HIPS, KNEES, SHOULDERS, TOES
from squatform.pose.pose import Pose

SIZE = (640, 360)
PLACES = {SHOULDERS: (0, -200), HIPS: (0, -120), KNEES: (0, -60), ANKLES: (0, 0)}
REACH = 200.0


def standing(x=300.0, y=320.0, turn=1.0, size=1.0):
    """Somebody whose ankle is at (x, y); `turn` 1 shows the left side, −1 the right, 0 none."""
    image, world = np.zeros((33, 3)), np.zeros((33, 3))
    ahead = -np.sign(turn) or 1.0
    places = {**PLACES, HEELS: (-ahead * 10, 12), TOES: (ahead * 25, 15)}
    for pair, place in places.items():
        image[list(pair), :2] = np.array([x, y]) + size * np.array(place)
    axis = np.array([np.sqrt(1 - turn**2), 0.0, -turn])
    world[[11, 23]], world[[12, 24]] = 0.1 * axis, -0.1 * axis
    return Pose(image, np.ones(33), world)


def scene(size=SIZE):
    """A picture whose grey rises to the right."""
    ramp = np.linspace(20, 220, size[0])[None, :, None]
    return np.broadcast_to(ramp, (size[1], size[0], 3)).astype(np.uint8)


def pictures(times_s, pose, image=None, scale=1.0, reach=REACH):
    camera = FootCamera(reach)
    image = scene() if image is None else image
    looks = [camera.look(pose, float(t), image, scale) for t in times_s]
    return [look for look in looks if look is not None]


@pytest.mark.parametrize("rate", [15, 30, 120])
def test_pictures_are_small_and_few_at_any_frame_rate(rate):
    taken = pictures(np.arange(10 * rate) / rate, standing())
    assert len(taken) == pytest.approx(10 / INTERVAL_S, rel=0.12)
    assert sum(picture.grey.nbytes for picture in taken) < 10 * 12_000


def test_pictures_are_taken_at_the_same_times_wherever_reading_starts():
    times_s = np.arange(300) / 30
    whole = {picture.time_s for picture in pictures(times_s, standing())}
    later = {picture.time_s for picture in pictures(times_s[times_s >= 4.5], standing())}
    assert {t for t in whole if t >= 5.0} == {t for t in later if t >= 5.0}


@pytest.mark.parametrize(("turn", "side"), [(1.0, 0), (-1.0, 1), (0.8, 0)])
def test_the_near_foot_is_taken(turn, side):
    (picture,) = pictures([0.0], standing(turn=turn))
    assert picture.side == side
    heel, toe = picture.points
    assert np.sign(toe[0] - heel[0]) == -np.sign(turn)
    assert picture.points.mean(axis=0) == pytest.approx([WIDTH / 2, HEIGHT / 2])
    assert np.linalg.norm(toe - heel) == pytest.approx(FOOT_PX, rel=0.2)


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
def test_a_reduced_frame_gives_the_same_picture(scale):
    size = tuple(round(side * scale) for side in SIZE)
    (picture,) = pictures([0.0], standing(), image=scene(size), scale=scale)
    (full,) = pictures([0.0], standing())
    np.testing.assert_allclose(picture.points, full.points)
    np.testing.assert_allclose(picture.grey.astype(float), full.grey, atol=2.0)


@pytest.mark.parametrize(
    ("pose", "reach"),
    [
        (standing(turn=0.2), REACH),
        (standing(y=350.0), REACH),
        (standing(x=5.0), REACH),
        (standing(size=0.2), 0.2 * REACH),
        (None, REACH),
    ],
    ids=["from the front", "below the picture", "beside it", "too small", "nobody"],
)
def test_a_foot_that_cannot_be_judged_is_not_taken(pose, reach):
    assert pictures([0.0, 0.5], pose, reach=reach) == []
