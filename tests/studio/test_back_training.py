"""The training of the reading of upper backs."""

from itertools import islice

import numpy as np
import pytest

from benchmarks.back.film import Backs, drawn, film, load_backs, save_backs
from benchmarks.back.fit import learned, table
from squatform.motion.rounding import ALONG, VIEW_LENGTH


def people(count, noise_trunks=0.001):
    """Bodies whose outlines bulge by a thousandth of a trunk for a degree of flexion."""
    random = np.random.default_rng(5)
    for _ in range(count):
        body = random.normal(0.0, 0.05, (1, 1, VIEW_LENGTH))
        body[..., : len(ALONG)] = body[..., :1]
        truth = np.array([[0.0, 0.0], [30.0, 0.0], [0.0, random.uniform(6.0, 30.0)]])
        views = np.repeat(np.repeat(body, 3, axis=0), 2, axis=1)
        views[:, 1, : len(ALONG)] += 0.001 * truth[:, 1:] + random.normal(0, 0.001, (3, 1))
        yield Backs(views + random.normal(0, noise_trunks, views.shape), truth)


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
