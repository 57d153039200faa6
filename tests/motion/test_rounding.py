import numpy as np
import pytest

from squatform.motion.rounding import (
    ALONG,
    MOMENTS,
    VIEW_LENGTH,
    Rounding,
    back_view,
    shipped_rounding,
)
from squatform.pose.landmarks import HIPS, SHOULDERS

LENGTH = len(MOMENTS) * VIEW_LENGTH


@pytest.fixture
def seen():
    """Landmarks and outline of somebody who leans to the right."""
    random = np.random.default_rng(3)
    image = random.normal(0.0, 40.0, (33, 2)) + 300.0
    image[list(HIPS)], image[list(SHOULDERS)] = [300.0, 400.0], [360.0, 320.0]
    share = np.linspace(-0.15, 0.95, 24)
    along, behind = np.array([60.0, -80.0]), np.array([-80.0, -60.0])
    outline = [300.0, 400.0] + share[:, None] * along + (0.2 + 0.1 * share**2)[:, None] * behind
    return image, outline


def test_the_outline_is_read_behind_the_trunk_in_its_lengths(seen):
    view = back_view(*seen, 1.0)
    assert view[: len(ALONG)] == pytest.approx(0.2 + 0.1 * ALONG**2, abs=1e-3)


def test_size_and_place_do_not_matter(seen):
    image, outline = seen
    there = back_view(2.5 * image + 70.0, 2.5 * outline + 70.0, 1.0)
    assert there == pytest.approx(back_view(image, outline, 1.0))


def test_a_lifter_in_a_mirror_gives_the_same(seen):
    image, outline = seen
    order = np.arange(33)
    order[1:] = [4, 5, 6, 1, 2, 3, *(k + 1 if k % 2 else k - 1 for k in range(7, 33))]
    mirrored = back_view((image * [-1.0, 1.0])[order], outline * [-1.0, 1.0], -1.0)
    assert mirrored == pytest.approx(back_view(image, outline, 1.0))


def test_gaps_in_the_outline_are_bridged_and_without_it_nothing_is_seen(seen):
    image, outline = seen
    whole = back_view(image, outline, 1.0)
    outline[10:12] = np.nan
    assert back_view(image, outline, 1.0) == pytest.approx(whole, abs=0.005)
    assert np.isnan(back_view(image, np.full_like(outline, np.nan), 1.0)).all()


def made(weights):
    return Rounding(
        centre=np.zeros(LENGTH),
        spread=np.ones(LENGTH),
        weights=weights,
        offset_deg=np.array(2.0),
        sigma_deg=np.array(1.0),
        whitening=np.eye(LENGTH),
        farthest=np.array(1.0),
    )


def test_flexion_is_a_weighted_sum():
    views = np.full((len(MOMENTS), VIEW_LENGTH), 0.1)
    assert made(-np.ones(LENGTH))(views) == pytest.approx(2.0 - 0.1 * LENGTH)


@pytest.mark.parametrize("change", ["a step", "far behind", "somebody else", "unseen"])
def test_of_what_was_never_learned_nothing_is_said(change):
    views = np.zeros((len(MOMENTS), VIEW_LENGTH))
    views[:, : len(ALONG)] = 0.2
    rounding = made(np.zeros(LENGTH))
    assert rounding(views) == 2.0
    if change == "a step":
        views[1, 9:12] = 0.4
    elif change == "far behind":
        views[1, : len(ALONG)] = 0.4
    elif change == "somebody else":
        views[:] = 1.5
    else:
        views[1] = np.nan
    assert np.isnan(rounding(views))


def test_what_is_shipped_reads_the_average_of_its_people():
    rounding = shipped_rounding()
    views = rounding.centre.reshape(len(MOMENTS), VIEW_LENGTH)
    # a third of them has the upper back bent, by 18 degrees on average
    assert 3.0 < rounding(views) < 9.0
