"""Each export is read back by a program that is not ours."""

import json
import sys

import c3d
import ezc3d
import numpy as np
import pytest

from skeleton import Camera, reps, squatting, times, uneven_times
from squatform.pose.landmarks import Landmark
from squatform.report.exports.c3d import write_c3d
from squatform.report.exports.keypoints import write_keypoints
from squatform.report.exports.markers import MARKERS, markers
from squatform.report.exports.mot import write_mot
from squatform.report.exports.trc import write_trc
from tracks import analysed, blanked


@pytest.fixture(scope="module")
def lifter():
    return analysed(Camera(60).film(squatting(times(5), reps(1))))


@pytest.fixture(scope="module")
def lost():
    """Somebody steps in front of the lifter for a second."""
    track = Camera(60).film(squatting(times(5), reps(1)))
    return analysed(blanked(track, slice(120, 150)))


@pytest.mark.parametrize("yaw", [0, 45, 90, -60, 180])
@pytest.mark.parametrize("pitch", [0, 10])
def test_markers_stand_in_opensims_axes(yaw, pitch):
    """From wherever the camera looks: x ahead, y up, z to the right, feet on the floor."""
    plan = reps(1)
    analysis = analysed(Camera(yaw, pitch=pitch).film(squatting(times(5), plan)))
    found = markers(analysis.motion)
    place = dict(zip(found.names, found.metres[round(plan[0].bottom_s * 30)], strict=True))
    assert place["RHip"] - place["LHip"] == pytest.approx([0, 0, 0.2], abs=0.04)
    assert place["LBigToe"][0] - place["LHeel"][0] == pytest.approx(0.24, abs=0.03)
    assert place["LKnee"][0] > place["LAnkle"][0] + 0.15
    hip = (place["LHip"] + place["RHip"]) / 2
    # shank 0.43 m at 30°, thigh 0.42 m level, ankle 0.06 m over the toes' height
    assert hip == pytest.approx([0.215 - 0.42, 0.06 + 0.372, 0], abs=0.05)


def opensim_tables():
    import opensim

    opensim.Logger.setLevelString("Error")
    return opensim.TimeSeriesTableVec3, opensim.TimeSeriesTable, opensim.Storage


def rows(table):
    return [float(t) for t in table.getIndependentColumn()]


def plain_table(path, skip):
    lines = path.read_text().splitlines()[skip:]
    return np.array([[float(cell) for cell in line.split("\t")] for line in lines])


@pytest.mark.parametrize("which", ["lifter", "lost"])
def test_trc_has_every_frame_with_a_lifter(tmp_path, request, which):
    analysis = request.getfixturevalue(which)
    path = tmp_path / "markers.trc"
    write_trc(analysis.motion, path)
    found = markers(analysis.motion)
    known = np.isfinite(found.metres).all(axis=(1, 2))
    table = plain_table(path, 6)
    np.testing.assert_allclose(table[:, 1], found.time_s[known], atol=1e-6)
    assert table[:, 2:].reshape(-1, len(MARKERS), 3) / 1000 == pytest.approx(
        found.metres[known], abs=1e-5
    )


def test_mot_has_the_angles_of_the_result(tmp_path, lost):
    path = tmp_path / "angles.mot"
    write_mot(lost.motion, path)
    names = path.read_text().splitlines()[6].split("\t")
    table = dict(zip(names, plain_table(path, 7).T, strict=True))
    flexion = lost.motion["knee_flexion_left"].values
    known = np.isfinite(flexion)
    assert known.sum() == 120
    np.testing.assert_allclose(table["knee_angle_l"], flexion[known], atol=1e-3)
    trunk = lost.motion["trunk_lean"].values[known]
    np.testing.assert_allclose(table["pelvis_tilt"], -trunk, atol=1e-3)
    thigh = lost.motion["thigh_angle_left"].values[known]
    np.testing.assert_allclose(table["hip_flexion_l"], 90 - thigh + trunk, atol=1e-3)


if sys.version_info >= (3, 11):  # OpenSim has no package for 3.10

    def test_opensim_reads_the_markers(tmp_path, lost):
        vectors, _, _ = opensim_tables()
        write_trc(lost.motion, tmp_path / "markers.trc")
        table = vectors(str(tmp_path / "markers.trc"))
        assert list(table.getColumnLabels()) == list(MARKERS)
        assert table.getNumRows() == 120
        assert table.getTableMetaDataString("Units") == "mm"
        knee = table.getDependentColumn("LKnee")
        found = markers(lost.motion)
        place = [knee[10][axis] / 1000 for axis in range(3)]
        assert place == pytest.approx(found.metres[10, found.names.index("LKnee")], abs=1e-5)

    def test_opensim_reads_the_angles(tmp_path, lifter):
        _, scalars, storage = opensim_tables()
        path = str(tmp_path / "angles.mot")
        write_mot(lifter.motion, tmp_path / "angles.mot")
        table = scalars(path)
        assert rows(table) == pytest.approx(lifter.motion.time_s, abs=1e-6)
        column = table.getDependentColumn("knee_angle_r")
        values = [column[k] for k in range(column.size())]
        expected = lifter.motion["knee_flexion_right"].values
        assert values == pytest.approx(expected, abs=1e-3)
        assert storage(path).isInDegrees()


def test_c3d_is_read_by_two_libraries(tmp_path, lost):
    path = tmp_path / "markers.c3d"
    write_c3d(lost.motion, path)
    found = markers(lost.motion)
    with path.open("rb") as file:
        reader = c3d.Reader(file)
        frames = [(points.copy(), analog.copy()) for _, points, analog in reader.read_frames()]
        assert [label.strip() for label in reader.point_labels] == list(MARKERS)
        assert reader.point_rate == pytest.approx(30.0)
    assert len(frames) == 150
    points, analog = frames[60]
    np.testing.assert_allclose(points[:, :3] / 1000, found.metres[60], atol=1e-4)
    assert analog[0, 0] == pytest.approx(lost.motion["knee_flexion"].values[60], abs=1e-3)
    assert (frames[130][0][:, 3] == -1).all()
    assert (points[:, 3] == 0).all()
    again = ezc3d.c3d(str(path))
    assert again["parameters"]["ANALOG"]["UNITS"]["value"][0] == "deg"
    assert np.isnan(again["data"]["points"][:3, :, 130]).all()


def test_c3d_of_a_varying_rate_is_even(tmp_path):
    moments = uneven_times(5)
    analysis = analysed(Camera(90).film(squatting(moments, reps(1))))
    write_c3d(analysis.motion, tmp_path / "a.c3d")
    data = ezc3d.c3d(str(tmp_path / "a.c3d"))
    rate = data["parameters"]["POINT"]["RATE"]["value"][0]
    bottom = round(analysis.repetitions[0].bottom_s * rate)
    analog = data["data"]["analogs"][0, 0]
    assert np.nanargmax(analog) == pytest.approx(bottom, abs=0.25 * rate)


def test_keypoints_are_where_they_were(tmp_path, lost):
    write_keypoints(lost, lost.motion, tmp_path / "keypoints.json")
    data = json.loads((tmp_path / "keypoints.json").read_text())
    assert data["landmarks"] == [landmark.name.lower() for landmark in Landmark]
    assert len(data["frames"]) == 150
    assert data["frames"][130] == {
        "time_s": pytest.approx(130 / 30, abs=1e-5),
        "image": None,
        "world": None,
    }
    seen = np.array(data["frames"][10]["image"])
    np.testing.assert_allclose(seen[:, :2], lost.motion.track.image[10, :, :2], atol=0.006)
    np.testing.assert_allclose(seen[:, 2], 0.95, atol=0.001)
