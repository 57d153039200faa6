"""The pose track of a set, kept in a file so that memory does not grow with the time."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from squatform.errors import OutputError
from squatform.pose.foot import HEIGHT, WIDTH
from squatform.pose.landmarks import LANDMARK_COUNT
from squatform.pose.pose import BACK_POINTS, FootPicture, Pose, PoseFrame, PoseTrack, TrackRecorder

_ROW = np.dtype(
    [
        ("time_s", "f8"),
        ("scene", "i8"),
        ("found", "?"),
        ("image", "f8", (LANDMARK_COUNT, 3)),
        ("visibility", "f8", (LANDMARK_COUNT,)),
        ("world", "f8", (LANDMARK_COUNT, 3)),
        ("back", "f4", (BACK_POINTS, 2)),
        ("foot", "?"),
        ("side", "i1"),
        ("points", "f8", (2, 2)),
        ("grey", "u1", (HEIGHT, WIDTH)),
    ]
)


class Tape:
    """Keeps frames until they are asked for.

    Parameters
    ----------
    size : tuple[int, int]
        Width and height of the picture in pixels.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._folder = tempfile.TemporaryDirectory(prefix="squatform-")
        self._path = Path(self._folder.name) / "track"
        self._rows = 0

    def __len__(self) -> int:
        return self._rows

    def append(self, frame: PoseFrame) -> None:
        """Keep the next frame.

        Raises
        ------
        OutputError
            If there is no room for it.
        """
        try:
            with self._path.open("ab") as file:
                file.write(_row(frame).tobytes())
        except OSError as error:
            raise OutputError(
                f"Cannot keep the set: {error.strerror}. Free some space in the folder for "
                "temporary files."
            ) from error
        self._rows += 1

    def track(self) -> PoseTrack:
        """Give all that was kept."""
        recorder = TrackRecorder(self._size, self._rows)
        if self._rows:
            for row in np.memmap(self._path, _ROW, "r"):
                recorder.append(_frame(row))
        return recorder.finish()

    def close(self) -> None:
        """Throw it away."""
        self._folder.cleanup()


def _row(frame: PoseFrame) -> np.typing.NDArray[np.void]:
    row = np.zeros(1, _ROW)
    row["time_s"], row["scene"] = frame.time_s, frame.scene
    row["back"] = np.nan
    if frame.pose is not None:
        row["found"] = True
        for name in ("image", "visibility", "world"):
            row[name] = getattr(frame.pose, name)
        if frame.pose.back is not None:
            row["back"] = frame.pose.back
    if frame.foot is not None:
        row["foot"] = True
        for name in ("side", "points", "grey"):
            row[name] = getattr(frame.foot, name)
    return row


def _frame(row: np.void) -> PoseFrame:
    time_s = float(row["time_s"])
    pose = foot = None
    if row["found"]:
        pose = Pose(row["image"], row["visibility"], row["world"], row["back"])
    if row["foot"]:
        foot = FootPicture(time_s, int(row["side"]), row["points"].copy(), row["grey"].copy())
    return PoseFrame(time_s, pose, int(row["scene"]), foot)
