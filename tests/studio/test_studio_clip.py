"""Rendered clips: the same bytes every time, and truth that fits the picture."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from studio.assets import cache_folder
from studio.clip import render_clip, truth_path, view_label
from studio.render import DEBIAN_PACKAGES
from studio.spec import ClipSpec
from studio.stills import still

pytestmark = pytest.mark.usefixtures("_graphics")

QUICK = {"down_s": 0.5, "hold_s": 0, "up_s": 0.5, "rest_s": 0}


def tiny(**fields: Any) -> ClipSpec:
    content: dict[str, Any] = {
        "seed": 9,
        "exercise": "air_squat",
        "camera": {"azimuth_deg": 50, "drift": 1},
        "picture": {"width": 192, "height": 160, "frame_rate": 10, "noise": 2},
        "tempo": {"lead_s": 0.1},
        "repetitions": [QUICK],
    }
    return ClipSpec.model_validate(content | fields)


def upright(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [
            np.rot90(frame.to_ndarray(format="rgb24"), frame.rotation // 90)
            for frame in container.decode(video=0)
        ]


def test_rendering_again_gives_the_same_bytes(tmp_path: Path) -> None:
    spec = tiny(
        place={"kind": "gym", "bystander": True, "spotter": True},
        exercise="back_squat",
        picture={"width": 192, "height": 160, "frame_rate": 10, "variable_frame_rate": True},
    )
    names = ("clip.mp4", "again/clip.mp4")
    for name in names:
        render_clip(spec, tmp_path / name)
    first, second = (tmp_path / name for name in names)
    assert first.read_bytes() == second.read_bytes()
    assert truth_path(first).read_bytes() == truth_path(second).read_bytes()


def test_truth_fits_the_file(tmp_path: Path) -> None:
    video = tmp_path / "clip.mp4"
    spec = tiny(
        picture={"width": 160, "height": 200, "rotation_deg": 90, "variable_frame_rate": True}
    )
    render_clip(spec, video)
    truth = json.loads(truth_path(video).read_text(encoding="utf-8"))
    with av.open(str(video)) as container:
        frames = list(container.decode(video=0))
    times = [float(frame.time) for frame in frames]
    assert times == pytest.approx(truth["frames"]["time_s"], abs=1e-4)
    assert len(set(np.round(np.diff(times), 3))) > 3  # the rate does vary
    assert (frames[0].width, frames[0].height) == (200, 160)  # stored on its side
    assert upright(video)[0].shape == (200, 160, 3)
    for column in truth["frames"].values():
        assert len(column) == len(frames)
    for x_and_y in truth["landmarks_px"].values():
        assert len(x_and_y) == len(frames)
    (repetition,) = truth["repetitions"]
    assert 0 < repetition["start_s"] < repetition["bottom_s"] < repetition["end_s"]
    bottom = int(np.argmin(truth["frames"]["hip_height"]))
    assert truth["frames"]["time_s"][bottom] == pytest.approx(repetition["bottom_s"], abs=0.1)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_rotated_clips_show_the_same_picture_upright(tmp_path: Path, rotation: int) -> None:
    plain, turned = tmp_path / "plain.mp4", tmp_path / "turned.mp4"
    size = {"width": 160, "height": 192, "frame_rate": 10, "noise": 0, "quality": 14}
    render_clip(tiny(picture=size, repetitions=[]), plain)
    render_clip(tiny(picture=size | {"rotation_deg": rotation}, repetitions=[]), turned)
    difference = upright(plain)[0].astype(int) - upright(turned)[0]
    assert np.abs(difference).mean() < 2


def test_landmarks_lie_on_the_lifter(tmp_path: Path) -> None:
    """The shirt's colour is found at the middle of shoulders and hips, in every frame."""
    video = tmp_path / "clip.mp4"
    picture = {"width": 320, "height": 240, "frame_rate": 10, "noise": 0}
    spec = tiny(
        picture=picture,
        camera={"azimuth_deg": 20, "distance_m": 3.2},
        clothes={"top_colour": "#d02020"},
        form={"arms": "sideways"},
    )
    truth = render_clip(spec, video)
    points = truth["landmarks_px"]
    parts = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")
    for number, image in enumerate(upright(video)):
        x, y = np.mean([points[part][number] for part in parts], axis=0)
        red, green, _ = image[round(y), round(x)].astype(int)
        assert red > 2 * green


def test_who_does_not_squat_has_no_repetitions(tmp_path: Path) -> None:
    truth = render_clip(tiny(exercise="jumping_jack", repetitions=1), tmp_path / "clip.mp4")
    assert truth["kind"] == "negative"
    assert truth["repetitions_count"] == 0
    assert truth["repetitions"] == []


def test_a_failed_repetition_does_not_count(tmp_path: Path) -> None:
    spec = tiny(repetitions=[QUICK, QUICK | {"failed": True}])
    truth = render_clip(spec, tmp_path / "clip.mp4")
    assert truth["repetitions_count"] == 1
    assert truth["incomplete_count"] == 1
    assert [r["complete"] for r in truth["repetitions"]] == [True, False]


def test_a_still_is_a_small_jpeg_of_the_bottom(tmp_path: Path) -> None:
    render_clip(tiny(), tmp_path / "clip.mp4")
    picture = still(tmp_path / "clip.mp4")
    assert picture.startswith(b"\xff\xd8")
    assert len(picture) < 40_000


@pytest.mark.parametrize(
    ("yaw", "label"),
    [
        (0, "front"),
        (-15, "front"),
        (45, "front_oblique"),
        (-90, "side"),
        (100, "side"),
        (-135, "rear_oblique"),
        (180, "rear"),
    ],
)
def test_views_have_names(yaw: float, label: str) -> None:
    assert view_label(yaw) == label


def run_studio(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(["src", ".", os.environ.get("PYTHONPATH", "")])
    keep = {"SQUATFORM_STUDIO_CACHE": str(cache_folder()), "PYTHONPATH": path}
    return subprocess.run(
        [sys.executable, "-m", "studio", *arguments],
        env=os.environ | keep | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_egl_the_missing_packages_are_named(tmp_path: Path) -> None:
    clip = tmp_path / "clip.yaml"
    clip.write_text("seed: 1\nexercise: air_squat\nrepetitions: 1\n", encoding="utf-8")
    result = run_studio(
        "render",
        str(clip),
        "--out",
        str(tmp_path),
        __EGL_VENDOR_LIBRARY_FILENAMES=str(tmp_path / "none.json"),
    )
    assert result.returncode == 1
    assert DEBIAN_PACKAGES in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "clip.mp4").exists()


def test_a_mistaken_clip_is_one_message_and_exit_code_2(tmp_path: Path) -> None:
    clip = tmp_path / "clip.yaml"
    clip.write_text("seed: 1\nexercise: air_squat\nrepetitions: 1\nbody: {age_years: 7}\n")
    result = run_studio("render", str(clip), "--out", str(tmp_path))
    assert result.returncode == 2
    assert "line 4: body.age_years" in result.stderr
    assert "Traceback" not in result.stderr


def test_drawn_clips_can_be_read(tmp_path: Path) -> None:
    drawn = run_studio("draw", "--split", "evaluation", "--count", "3", "--out", str(tmp_path))
    assert drawn.returncode == 0, drawn.stderr
    files = sorted(str(path) for path in tmp_path.glob("evaluation_*.yaml"))
    assert len(files) == 3
    checked = run_studio("check", *files)
    assert checked.returncode == 0
    assert "3 sound" in checked.stdout
