"""Where the picture goes and the keys come from: a window, or the terminal where there is none."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Protocol

import cv2

from squatform.live.figures import Figures
from squatform.live.session import Command, State
from squatform.report.table import verdict_text
from squatform.report.words import worst
from squatform.results import RepetitionResult
from squatform.video import Image

KEYS: dict[str, Command] = {
    "p": Command.PAUSE,
    " ": Command.PAUSE,
    "n": Command.NEXT_SET,
    "e": Command.EXERCISE,
    "m": Command.MUTE,
    "q": Command.QUIT,
    "\x1b": Command.QUIT,
}

TITLE = "squatform"

PROBE_S = 20.0
"""A window system that takes longer to open a window has none for us."""

WINDOW_SIZE = 1280, 720
"""Width and height in pixels that a new window fills: lifters stand metres away."""

_PROBE = "import cv2; cv2.namedWindow('squatform'); cv2.waitKey(1); cv2.destroyAllWindows()"


class Display(Protocol):
    """What a session is shown on."""

    draws: bool
    """Whether `show` wants a picture."""

    def show(self, picture: Image | None, state: State, figures: Figures) -> None:
        """Show what goes on now."""

    def command(self) -> Command | None:
        """Give what the user asked for since, if anything."""

    def close(self) -> None:
        """Give the screen back."""


class Window:
    """A window of OpenCV's; for the main thread only.

    The key F fills the screen with it, and gives the screen back.
    """

    draws = True

    def __init__(self) -> None:
        # Qt tells of its fonts on the terminal, where results are printed
        os.environ.setdefault("QT_LOGGING_RULES", "*.warning=false")
        # without Qt's own tool bar
        cv2.namedWindow(TITLE, cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO | cv2.WINDOW_GUI_NORMAL)
        self._shown = False
        self._key = -1

    def show(self, picture: Image | None, state: State, figures: Figures) -> None:
        """Show a picture, RGB; when this returns it is on the screen."""
        if picture is None:
            return
        if not self._shown:
            height, width = picture.shape[:2]
            scale = min(WINDOW_SIZE[0] / width, WINDOW_SIZE[1] / height)
            cv2.resizeWindow(TITLE, round(scale * width), round(scale * height))
            self._shown = True
        cv2.imshow(TITLE, cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
        # windows are painted while keys are waited for
        self._key = cv2.waitKey(1)

    def command(self) -> Command | None:
        """Give the key pressed; closing the window quits."""
        key, self._key = self._key, -1
        if key < 0:
            key = cv2.waitKey(1)
        if self._shown and cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) < 1:
            return Command.QUIT
        letter = chr(key & 0xFF).lower() if key >= 0 else ""
        if letter == "f":
            full = cv2.getWindowProperty(TITLE, cv2.WND_PROP_FULLSCREEN) == cv2.WINDOW_FULLSCREEN
            other = cv2.WINDOW_NORMAL if full else cv2.WINDOW_FULLSCREEN
            cv2.setWindowProperty(TITLE, cv2.WND_PROP_FULLSCREEN, other)
        return KEYS.get(letter)

    def close(self) -> None:
        """Close the window."""
        cv2.destroyAllWindows()


def window_system() -> bool:
    """Tell whether a window can be opened; tried in a process of its own, which may abort."""
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return False
    try:
        tried = subprocess.run(
            [sys.executable, "-c", _PROBE],
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PROBE_S,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0


class Terminal:
    """Prints what happens, a line each; keys are read where there is a keyboard.

    Parameters
    ----------
    write : callable
        Given each line.
    """

    draws = False

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._keyboard = keyboard()
        self._told: set[str] = set()
        self._verdict: RepetitionResult | None = None
        self._summary: tuple[str, ...] = ()

    def show(self, picture: Image | None, state: State, figures: Figures) -> None:
        """Print what is new."""
        if state.verdict is not None and state.verdict is not self._verdict:
            self._write(verdict_line(state.verdict))
        self._verdict = state.verdict or self._verdict
        if state.summary != self._summary:
            for line in state.summary:
                self._write(line)
        self._summary = state.summary
        current = {*state.notes, *(advice.text for advice in state.advice[:1])}
        for line in sorted(current - self._told):
            self._write(line)
        self._told = current

    def command(self) -> Command | None:
        """Give the key pressed."""
        return KEYS.get(self._keyboard.key().lower())

    def close(self) -> None:
        """Give the keyboard back."""
        self._keyboard.close()


def verdict_line(result: RepetitionResult) -> str:
    """Give the verdict on a repetition: "3: !! depth moderate, 30±3° | Go deeper."."""
    faults = [verdict_text(finding) for finding in worst(result.findings) if finding.is_fault]
    number = f"{result.index}" if result.complete else f"{result.index}, not completed"
    parts = [f"{number}: {', '.join(faults)}" if faults else f"{number}:"]
    return " | ".join(parts + ([result.cue] if result.cue else []))


class Keyboard(Protocol):
    """Single keys, without Enter."""

    def key(self) -> str:
        """Give the key pressed, or nothing."""

    def close(self) -> None:
        """Give the keyboard back."""


class _NoKeyboard:
    def key(self) -> str:
        return ""

    def close(self) -> None:
        pass


def keyboard() -> Keyboard:
    """Give the keyboard of the terminal; none in a pipe."""
    if sys.stdin is None or not sys.stdin.isatty():
        return _NoKeyboard()
    return _TerminalKeyboard()


if sys.platform == "win32":
    import msvcrt

    class _TerminalKeyboard:
        def key(self) -> str:
            return msvcrt.getwch() if msvcrt.kbhit() else ""

        def close(self) -> None:
            pass

else:
    import select
    import termios
    import tty

    class _TerminalKeyboard:
        def __init__(self) -> None:
            self._file = sys.stdin.fileno()
            self._before = termios.tcgetattr(self._file)
            tty.setcbreak(self._file)

        def key(self) -> str:
            ready, _, _ = select.select([self._file], [], [], 0)
            return os.read(self._file, 1).decode(errors="ignore") if ready else ""

        def close(self) -> None:
            termios.tcsetattr(self._file, termios.TCSADRAIN, self._before)
