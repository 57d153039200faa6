import numpy as np
import pytest

from skeleton import Camera, reps, squatting, times
from squatform.motion.camera import circular_mean_deg, pitch_deg, view_label, yaw_deg
from tracks import analysed


@pytest.mark.parametrize("yaw", [0, 30, 90, 150, -170, -90, -35])
@pytest.mark.parametrize("pitch", [-5, 0, 10])
def test_the_cameras_place_is_read_off_a_standing_lifter(yaw, pitch):
    track = Camera(yaw, pitch).film(squatting(times(0.2), []))
    # a camera that looks down sees the axis of the hips turned a little more
    np.testing.assert_allclose((yaw_deg(track.world) - yaw + 180) % 360 - 180, 0.0, atol=2.0)
    # a level camera is likelier than a tilted one, so a tilt is believed only in part
    np.testing.assert_allclose(pitch_deg(track), 0.8 * pitch, atol=1.0)


@pytest.mark.parametrize(
    ("yaw", "label"),
    [
        (0, "front"),
        (-24, "front"),
        (26, "oblique"),
        (-50, "oblique"),
        (66, "side"),
        (-90, "side"),
        (114, "side"),
        (130, "oblique"),
        (-156, "back"),
        (180, "back"),
        (386, "oblique"),
        (-270, "side"),
    ],
)
def test_views_have_names(yaw, label):
    assert view_label(yaw) == label


def test_directions_are_averaged_round_the_circle():
    assert abs(circular_mean_deg(np.array([170.0, -170.0, np.nan]))) == pytest.approx(180.0)
    assert np.isnan(circular_mean_deg(np.array([np.nan])))


@pytest.mark.parametrize(("yaw", "label"), [(5, "front"), (-45, "oblique"), (90, "side")])
def test_an_analysis_names_its_view(yaw, label):
    view = analysed(Camera(yaw).film(squatting(times(8), reps(2)))).view
    assert view.label == label
    assert view.yaw_deg == pytest.approx(yaw, abs=2.0)


def test_a_lifter_who_turns_between_repetitions_is_seen_from_mixed_views():
    figure = squatting(times(8), reps(2))
    side, front = Camera(90).film(figure), Camera(0).film(figure)
    later = (figure.time_s > 3.65)[:, None, None]
    joined = type(side)(
        time_s=side.time_s,
        image=np.where(later, front.image, side.image),
        visibility=side.visibility,
        world=np.where(later, front.world, side.world),
        scene=later[:, 0, 0].astype(np.int64),
        size=side.size,
    )
    analysis = analysed(joined)
    assert len(analysis.repetitions) == 2
    assert analysis.view.label == "mixed"
