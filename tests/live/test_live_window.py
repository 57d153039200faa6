"""The window on a screen, and the terminal where there is none."""

import os
import shutil
import subprocess
import sys
import time

import cv2
import numpy as np
import pytest
from PIL import ImageGrab

from benchmarks.clips import looped
from sample_clips import SIDE
from squatform.live.display import TITLE, Terminal, Window, window_system
from squatform.live_cli import _display
from squatform.report.figure import SIDE_COLOURS

pytestmark = pytest.mark.skipif(
    shutil.which("Xvfb") is None, reason="Xvfb is not installed: there is no screen to draw on"
)


@pytest.fixture
def screen(monkeypatch):
    """Give a screen of 1280 × 900 pixels, and a way to look at it."""
    read, write = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(write),
            "-screen",
            "0",
            "1280x900x24",
            "-nolisten",
            "tcp",
            "-noreset",
        ],
        pass_fds=[write],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        display = f":{pipe.readline().strip()}"
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    yield lambda: np.asarray(ImageGrab.grab(xdisplay=display))
    server.terminate()
    server.wait()


def live(*arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "squatform", "live", "--mute", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def share_of(picture, colour):
    return float((np.abs(picture.astype(int) - colour).max(axis=2) < 40).mean())


@pytest.mark.slow
def test_the_lifter_is_drawn_in_a_window(screen, pose_model_path):
    process = live("--camera", str(SIDE.path), "--pace", "fastest")
    most = 0.0
    while process.poll() is None:
        # the near leg, drawn in the colour of its side
        most = max(most, *(share_of(screen(), colour) for colour in SIDE_COLOURS))
        time.sleep(0.3)
    output, _ = process.communicate()
    assert process.returncode == 0, output
    assert most > 0.001


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("xdotool") is None, reason="xdotool is not installed")
def test_a_key_quits(screen, pose_model_path, tmp_path):
    hour = looped(SIDE.path, tmp_path / "hour.mp4", 3600.0)
    process = live("--camera", str(hour))
    key = ["xdotool", "search", "--name", "squatform", "windowfocus", "key", "q"]
    while process.poll() is None:
        subprocess.run(key, check=False, stderr=subprocess.DEVNULL)
        time.sleep(0.5)
    output, _ = process.communicate()
    assert process.returncode == 0
    assert "analysed" in output


@pytest.mark.skipif(shutil.which("xdotool") is None, reason="xdotool is not installed")
def test_a_key_fills_the_screen_and_gives_it_back(screen):
    window = Window()
    picture = np.full((36, 64, 3), 200, np.uint8)

    def full():
        # a bare screen has no window manager, which would change the size
        return cv2.getWindowProperty(TITLE, cv2.WND_PROP_FULLSCREEN) == cv2.WINDOW_FULLSCREEN

    def pressed(key):
        was = full()
        subprocess.run(
            ["xdotool", "search", "--name", TITLE, "windowfocus", "key", key], check=True
        )
        for _ in range(50):
            window.show(picture, state=None, figures=None)
            window.command()
            if full() != was:
                break
            time.sleep(0.1)
        return full()

    window.show(picture, state=None, figures=None)
    states = [full(), pressed("f"), pressed("f")]
    window.close()
    assert states == [False, True, False]


def test_a_screen_is_found(screen):
    assert window_system()


@pytest.mark.parametrize("display", [None, ":4711"])
def test_without_a_screen_the_terminal_is_used(monkeypatch, display):
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    if display:
        monkeypatch.setenv("DISPLAY", display)
    told = []
    shown = _display(True, told.append)
    assert isinstance(shown, Terminal)
    assert not isinstance(shown, Window)
    assert "terminal" in told[0]
