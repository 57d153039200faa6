from dataclasses import replace

import numpy as np
import pytest

from skeleton import Camera, Rep, lunging, reps, squatting, times
from squatform.motion.correction import shipped_corrections
from squatform.motion.measures import measure_motion
from squatform.motion.projection import MIN_SIGMA_DEG
from squatform.motion.scale import metres_per_pixel

ANGLES = ("knee_flexion", "thigh_angle", "shank_lean", "trunk_lean")


@pytest.mark.parametrize("part", ["leg", "trunk"])
def test_postures_unlike_any_seen_in_training_are_left_as_they_are(part):
    correction = getattr(shipped_corrections(), part)
    far = np.where(np.arange(len(correction.centre)) % 2, 60.0, -60.0)
    features = correction.centre + correction.spread * far[None]
    angles = [np.array([30.0])] * len(correction.alone_deg)
    for k, lean in enumerate(correction(features, angles)):
        # half of the least standard error that any angle has
        assert lean.value_deg == pytest.approx(30.0, abs=MIN_SIGMA_DEG / 2)
        # and are no surer than geometry alone
        assert lean.sigma_deg > 0.95 * correction.alone_deg[k]


@pytest.mark.parametrize("yaw", [0, 45, 90, 180, -60])
def test_a_correction_is_bounded(yaw):
    track = Camera(yaw).film(squatting(times(8), reps(2)))
    motion = measure_motion(track)
    for name in ANGLES:
        change = motion[name].values - motion.geometric[name].values
        assert np.abs(change).max() < 30.0, name


def test_a_foot_that_hangs_behind_makes_a_squat_unlike_training():
    track = Camera(90).film(squatting(times(4), [Rep()]))
    frame = int(np.argmin(np.abs(track.time_s - Rep().bottom_s)))
    image = track.image.copy()
    knee, ankle = image[frame, 26, :2], image[frame, 28, :2]
    # the shank level, backwards from the knee
    behind = np.array([np.sign(ankle[0] - knee[0]), 0.0]) * np.linalg.norm(ankle - knee)
    image[frame - 10 : frame + 10, [28, 30, 32], :2] += knee + behind - ankle
    motion = measure_motion(replace(track, image=image))
    for name in ("knee_flexion_left", "trunk_lean"):
        assert motion[name].values[frame] == motion.geometric[name].values[frame]


def test_legs_in_a_split_are_unlike_training_and_so_is_the_trunk_above_them():
    motion = measure_motion(Camera(90).film(lunging(times(4), [Rep()])))
    frame = int(np.argmin(np.abs(motion.time_s - Rep().bottom_s)))
    for name in ("thigh_angle", "trunk_lean"):
        assert motion[name].values[frame] == motion.geometric[name].values[frame]


def test_what_is_not_seen_is_not_corrected_into_a_number():
    track = Camera(90).film(squatting(times(4), [Rep()]))
    image = track.image.copy()
    image[:, 25:29, 1] += track.size[1]
    motion = measure_motion(replace(track, image=image))
    for name in ("knee_flexion", "thigh_angle", "shank_lean", "hip_flexion"):
        assert np.isnan(motion[name].values).all()
        assert np.isnan(motion[name].sigma).all()


def test_hip_flexion_is_the_angle_between_trunk_and_thigh():
    motion = measure_motion(Camera(90).film(squatting(times(4), [Rep()])), corrected=False)
    frame = int(np.argmin(np.abs(motion.time_s - Rep().bottom_s)))
    true = 90.0 - Rep().thigh_angle + Rep().trunk_lean
    assert motion["hip_flexion"].values[frame] == pytest.approx(true, abs=4.0)


@pytest.mark.parametrize("yaw", [0, 90])
def test_body_height_gives_metres(yaw):
    camera = Camera(yaw, pitch=0, distance_m=50)
    baseline = measure_motion(camera.film(squatting(times(2), []))).baseline
    # the figure is 1.35 m from ankle to shoulder, as are people of 1.733 m
    scale = metres_per_pixel(baseline, 1.733)
    assert scale == pytest.approx(1.75 / (0.65 * 720), rel=0.02)


@pytest.mark.parametrize("height_m", [0.5, 175.0])
def test_an_unlikely_body_height_is_refused(height_m):
    baseline = measure_motion(Camera(90).film(squatting(times(2), []))).baseline
    with pytest.raises(ValueError, match="between 120 and 230"):
        metres_per_pixel(baseline, height_m)
