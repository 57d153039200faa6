from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.lib.stride_tricks import sliding_window_view

from skeleton import Camera, Rep, reps, squatting, times, uneven_times
from squatform.motion.measures import measure_motion
from squatform.motion.smoothing import (
    HAMPEL_HALF_WIDTH_S,
    HAMPEL_LIMIT,
    smoothed,
    without_outliers,
)
from tracks import analysed, blanked, cut

NOSE_TO_ANKLE = slice(0, 29)


def lifter(time_s=None, noise_px=0.0):
    return Camera(90).film(squatting(times(5) if time_s is None else time_s, [Rep()]), noise_px)


@pytest.mark.parametrize("rate", [15, 30, 60, 120])
def test_a_movement_without_noise_passes_unchanged(rate):
    track = lifter(times(5, rate))
    assert np.abs(smoothed(track).image - track.image).max() < 0.01 * track.size[1]


def test_noise_is_reduced_without_lag():
    time_s = times(5, 60)
    clean, noisy = lifter(time_s), lifter(time_s, noise_px=3.0)
    error = (smoothed(noisy).image - clean.image)[20:-20, NOSE_TO_ANKLE, :2]
    assert error.std() < 0.6 * 3.0
    # a lag of one frame would show where the hips move fastest
    hips = slice(23, 25)
    moving = np.gradient(clean.image[:, hips, 1].mean(axis=1), time_s)[20:-20]
    assert abs((error[:, hips, 1].mean(axis=1) * moving).sum() / (moving**2).sum()) < 1 / 120


@pytest.mark.parametrize("at_s", [1.4, 2.1, 2.8])
def test_a_short_gap_is_filled(at_s):
    track = lifter()
    hidden = (track.time_s > at_s) & (track.time_s < at_s + 0.16)
    filled = smoothed(blanked(track, hidden))
    assert filled.found.all()
    assert np.abs(filled.image - track.image)[hidden].max() < 0.03 * track.size[1]
    measured = measure_motion(blanked(track, hidden))["knee_flexion"].values
    whole = measure_motion(track)["knee_flexion"].values
    np.testing.assert_allclose(measured, whole, atol=8.0)


def test_a_long_gap_stays_open():
    track = lifter()
    hidden = (track.time_s > 1.6) & (track.time_s < 2.2)
    with_gap = blanked(track, hidden)
    assert not smoothed(with_gap).found[hidden].any()
    assert smoothed(with_gap).found[~hidden].all()
    motion = measure_motion(with_gap)
    for name in ("knee_flexion", "trunk_lean", "hip_height"):
        assert np.isnan(motion[name].values[hidden]).all()


@pytest.mark.parametrize("at_s", [0.5, 1.5, 2.15, 3.0])
def test_a_landmark_that_jumps_for_a_frame_is_put_back(at_s):
    track = lifter(noise_px=0.5)
    frame = int(np.argmin(np.abs(track.time_s - at_s)))
    image = track.image.copy()
    image[frame, 26, :2] += (150.0, -90.0)
    repaired = smoothed(replace(track, image=image)).image
    assert np.abs(repaired - smoothed(track).image)[:, 26, :2].max() < 8.0


def hampel(values, half):
    """The identifier by its definition."""
    windows = sliding_window_view(np.pad(values, half, mode="edge"), 2 * half + 1)
    centre = np.median(windows, axis=-1)
    spread = 1.4826 * np.median(np.abs(windows - centre[:, None]), axis=-1)
    limit = HAMPEL_LIMIT * spread + 0.02 * (np.ptp(values) + 1e-9)
    return np.where(np.abs(values - centre) > limit, centre, values)


@given(seed=st.integers(0, 2**32 - 1), count=st.integers(5, 200), step_s=st.floats(0.005, 0.1))
def test_outliers_are_those_of_the_hampel_identifier(seed, count, step_s):
    rng = np.random.default_rng(seed)
    values = np.cumsum(rng.normal(size=(count, 3)), axis=0).round(1)
    values[rng.random(values.shape) < 0.1] += 30.0
    time_s = step_s * np.arange(count)
    half = int(np.clip(round(HAMPEL_HALF_WIDTH_S / float(np.median(np.diff(time_s)))), 2, 15))
    wanted = np.stack([hampel(column, half) for column in values.T], axis=-1)
    np.testing.assert_array_equal(without_outliers(time_s, values), wanted)


def test_nothing_is_joined_across_scenes():
    track = lifter()
    later = track.time_s > 2.5
    apart = replace(
        track,
        image=track.image + 400.0 * later[:, None, None],
        scene=later.astype(np.int64),
    )
    whole = smoothed(apart)
    for part in (later, ~later):
        alone = smoothed(cut(apart, part))
        np.testing.assert_array_equal(whole.image[part], alone.image)


def test_a_gap_at_a_cut_is_not_filled():
    track = lifter()
    hidden = (track.time_s > 2.45) & (track.time_s < 2.55)
    scene = (track.time_s > 2.5).astype(np.int64)
    assert not smoothed(replace(blanked(track, hidden), scene=scene)).found[hidden].any()


def test_a_low_frame_rate_is_not_a_row_of_gaps():
    track = lifter(times(5, 4))
    assert smoothed(track).found.all()
    one_missing = np.zeros(len(track), dtype=bool)
    one_missing[10] = True
    assert not smoothed(blanked(track, one_missing)).found[10]


@pytest.mark.parametrize("frames", [0, 1, 2, 5])
def test_very_short_clips_pass(frames):
    track = cut(lifter(), slice(0, frames))
    np.testing.assert_allclose(smoothed(track).image, track.image, atol=0.5)
    assert len(measure_motion(track).time_s) == frames


def test_nobody_anywhere_is_said():
    track = lifter()
    analysis = analysed(blanked(track, np.ones(len(track), dtype=bool)))
    assert analysis.view is None
    assert analysis.repetitions == []
    assert "Nobody was found" in analysis.warnings[0]


def test_uneven_frame_times_are_respected():
    plan = reps(2)
    track = Camera(90).film(squatting(uneven_times(8), plan))
    # exact landmarks have no bias to correct
    thigh = measure_motion(track, corrected=False)["thigh_angle"].values
    for repetition, rep in zip(analysed(track).repetitions, plan, strict=True):
        assert repetition.bottom_s == pytest.approx(rep.bottom_s, abs=0.07)
        frame = int(np.argmin(np.abs(track.time_s - rep.bottom_s)))
        assert thigh[frame] == pytest.approx(0.0, abs=3.0)
