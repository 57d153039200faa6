"""The training of the reading of backs."""

from itertools import islice

import numpy as np
import pytest

from benchmarks.back.film import Backs, drawn, film, load_backs, save_backs
from benchmarks.back.fit import learned, table
from benchmarks.back.turn import straight_turn, turn_table, turns
from squatform.motion.back import HIP_FLEXION_DEG
from squatform.motion.rounding import ALONG, VIEW_LENGTH

BEHIND = 0.3
"""How far backs are behind the line from hips to shoulders, in trunk lengths."""


def people(count, noise_trunks=0.001):
    """Bodies whose outlines bulge by a thousandth of a trunk for a degree of flexion."""
    random = np.random.default_rng(5)
    for _ in range(count):
        body = random.normal(0.0, 0.05, (1, 1, VIEW_LENGTH))
        body[..., : len(ALONG)] = BEHIND + body[..., :1]
        truth = np.array([[0.0, 0.0], [30.0, 0.0], [0.0, random.uniform(6.0, 30.0)]])
        views = np.repeat(np.repeat(body, 3, axis=0), 2, axis=1)
        views[:, 1, : len(ALONG)] += 0.001 * truth[:, 1:] + random.normal(0, 0.001, (3, 1))
        noise = random.normal(0, noise_trunks, views.shape)
        yield Backs(views + noise, truth, random.uniform(70.0, 160.0, 3))


def test_what_is_learned_gives_as_many_degrees_as_there_are():
    rounding, left_out = learned(list(people(80)))
    slope, offset = np.polyfit(left_out.truth, left_out.measured, 1)
    assert slope == pytest.approx(1.0, abs=0.02)
    assert offset == pytest.approx(0.0, abs=0.5)
    within = np.abs(left_out.measured - left_out.truth) < rounding.sigma_deg
    assert within.mean() == pytest.approx(0.683, abs=0.02)
    fresh = next(iter(people(1)))
    assert rounding(fresh.views) == pytest.approx(fresh.truth[:, 1], abs=5 * rounding.sigma_deg)
    assert "thoracic_flexion" in table(left_out)


def arched(count):
    """Bodies whose outlines turn by 0.1° for a degree of hip flexion and 0.8° for one of flexion.

    One in ten is seen wrong by far.
    """
    random = np.random.default_rng(6)
    along = ALONG - ALONG.mean()
    for number in range(count):
        truth = np.array([[0.0, 0.0], [30.0, 0.0], [0.0, 30.0]])
        hips = random.uniform(70.0, 160.0, 3)
        turn = np.radians(0.1 * hips + 0.8 * truth.sum(axis=1) + random.normal(0, 1, 3))
        turn += np.radians(60.0) * (number % 10 == 0)
        views = np.zeros((3, 2, VIEW_LENGTH))
        views[..., : len(ALONG)] = BEHIND
        # a parabola of this curvature turns by so much over the length it is read along
        views[:, 1, : len(ALONG)] -= turn[:, None] / 2 * along**2 / np.ptp(ALONG)
        yield Backs(views, truth, hips)


def test_the_turn_of_straight_backs_is_learned_in_spite_of_outlines_that_are_wrong():
    seen = turns(list(arched(100)))
    learned_deg = straight_turn(seen)
    assert learned_deg == pytest.approx(0.1 * np.array(HIP_FLEXION_DEG), abs=0.6)
    rows = turn_table(seen, learned_deg)
    assert "lower back" in rows
    assert "upper back" in rows


def test_the_same_bodies_come_again():
    first, again = (list(islice(drawn(), 3)) for _ in range(2))
    assert first == again
    assert all(60 < abs(spec.camera.azimuth_deg) < 120 for spec in first)


@pytest.mark.slow
@pytest.mark.usefixtures("_graphics")
def test_backs_are_filmed_and_kept(pose_model_path, tmp_path):
    backs = film(next(drawn()), pose_model_path)
    assert backs.views.shape == (3, 2, VIEW_LENGTH)
    assert np.isfinite(backs.views).all()
    assert [(lumbar > 0, upper > 0) for lumbar, upper in backs.truth] == [
        (False, False),
        (True, False),
        (False, True),
    ]
    save_backs(backs, tmp_path / "0.npz")
    kept = load_backs(tmp_path / "0.npz")
    assert (kept.views == backs.views).all()
    assert (kept.truth == backs.truth).all()
    assert (kept.hip_flexion == backs.hip_flexion).all()
    assert ((backs.hip_flexion > 40.0) & (backs.hip_flexion < 180.0)).all()
