"""Follows the lifter through a whole clip, in one piece or in several at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from squatform.pose.attention import Attention
from squatform.pose.follower import Follower
from squatform.pose.foot import FootCamera
from squatform.pose.landmarker import LIFTER_HEIGHT, LONGEST_SIDE
from squatform.pose.lock import PersonLock
from squatform.pose.people import Lifter, first_look
from squatform.pose.pose import (
    Pose,
    PoseFrame,
    PoseTrack,
    TrackRecorder,
    join_tracks,
    with_unseen_frames,
)
from squatform.pose.silhouette import BackCamera
from squatform.pose.stills import Stills
from squatform.video import ClipInfo, Frame, VideoSource, read_ahead
from squatform.video.source import slots

UNSEEN_SIDE = 1920.0
"""Longer side, in pixels, at least kept where nobody was seen yet, who may be small."""

WARM_UP_S = 0.5
"""What a piece reads before its start, for the square around the lifter to settle."""

SHORTEST_PIECE_S = 4.0

ENOUGH_HZ = 30.0
"""Frames a second that the network sees of faster clips: a squat has nothing above the 6 Hz that
smoothing keeps. At 15, angles at the bottom change by 0.3° on average, up to 2°, and one verdict
in eight near its limit with them."""

FASTER_BY = 1.25
"""A clip that is not faster than this many times `ENOUGH_HZ` is seen whole."""

Progress = Callable[[int], None]
"""Told the number of frames just done."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a clip that is tracked by itself: frames from `start_s` up to `end_s`."""

    start_s: float = 0.0
    end_s: float | None = None


def track_lifter(
    source: VideoSource,
    model: Path,
    *,
    workers: int = 1,
    outline: bool = False,
    every_frame: bool = False,
    progress: Progress | None = None,
    stills: Stills | None = None,
) -> PoseTrack:
    """Find the lifter and follow them through the clip.

    Parameters
    ----------
    source : VideoSource
        The clip.
    model : Path
        Pose landmarker bundle.
    workers : int
        Threads that each read and analyse a piece of the clip.
    outline : bool
        Whether to find the outline of the back of a lifter seen from the side.
    every_frame : bool
        Whether the network sees every frame, not only those that tell something: at most
        `ENOUGH_HZ`, and of these see `squatform.pose.attention`. What it sees in those is the same
        either way.
    progress : Progress, optional
        Called from the workers, one at a time.
    stills : Stills, optional
        One that is kept for other clips too; by default one for this clip.

    Returns
    -------
    PoseTrack
        In pixels of the upright source picture; a row for every frame, NaN where the network
        did not see it.
    """
    lock = threading.Lock()
    stopped = threading.Event()

    def advance(frames: int) -> None:
        if stopped.is_set():
            raise CancelledError
        with lock:
            if progress is not None:
                progress(frames)

    pieces = cut(source.info, workers)
    with ExitStack() as stack:
        stills = stills or stack.enter_context(closing(Stills(model)))
        lifter = first_look(source, stills.people)
        pool = stack.enter_context(ThreadPoolExecutor(len(pieces)))
        jobs = [
            pool.submit(
                track_piece,
                source,
                stills,
                lifter,
                piece,
                outline=outline,
                every_frame=every_frame,
                progress=advance,
            )
            for piece in pieces
        ]
        try:
            rate = rate_seen(source.info, every_frame=every_frame)
            return joined(source, [job.result() for job in jobs], rate)
        finally:
            # an error, or Ctrl-C: the other workers need not go on
            stopped.set()


def rate_seen(info: ClipInfo, *, every_frame: bool) -> float | None:
    """Give the frames a second that the network sees at most; None: all."""
    return None if every_frame or info.frame_rate <= FASTER_BY * ENOUGH_HZ else ENOUGH_HZ


def cut(info: ClipInfo, count: int) -> list[Piece]:
    """Cut the clip into at most `count` pieces of equal length, none shorter than 4 s."""
    count = max(1, min(count, int(info.duration_s / SHORTEST_PIECE_S)))
    edges = [info.duration_s * k / count for k in range(count)]
    return [Piece(start, end) for start, end in zip(edges, [*edges[1:], None], strict=True)]


def joined(source: VideoSource, tracks: Sequence[PoseTrack], rate: float | None) -> PoseTrack:
    """Join the tracks of all pieces of a clip, with a row for every frame.

    Frames that the network was not shown are gaps like others, too short to matter.
    """
    track = join_tracks(tracks)
    if rate is None:
        return track
    seen = np.isin(slots(source.times_s, rate), slots(track.time_s, rate))
    return with_unseen_frames(track, source.times_s[seen])


def track_piece(
    source: VideoSource,
    stills: Stills,
    lifter: Lifter | None,
    piece: Piece,
    *,
    outline: bool,
    every_frame: bool = False,
    progress: Progress | None = None,
) -> PoseTrack:
    """Follow the lifter through one piece.

    Parameters
    ----------
    source : VideoSource
        The clip.
    stills : Stills
        The networks.
    lifter : Lifter or None
        Who squats in the clip, see `squatform.pose.people.first_look`.
    piece : Piece
        What to read.
    outline : bool
        See `track_lifter`.
    every_frame : bool
        See `track_lifter`.
    progress : Progress, optional
        Told the number of frames passed.

    Returns
    -------
    PoseTrack
        Rows of the frames at `rate_seen`; see `joined`.
    """
    info, times_s = source.info, source.times_s
    rate, thinned = (rate_seen(info, every_frame=every) for every in (every_frame, False))
    passed = int(np.searchsorted(times_s, piece.start_s))
    end = len(times_s) if piece.end_s is None else int(np.searchsorted(times_s, piece.end_s))
    recorder = TrackRecorder((info.width, info.height), end - passed + 1)
    with ExitStack() as stack:
        lock = PersonLock(
            stills.people, lifter.pose if lifter else None, alone=lifter is None or lifter.alone
        )
        frames = source.frames(
            start_s=max(0.0, piece.start_s - WARM_UP_S),
            end_s=piece.end_s,
            max_side=enough_side(info.width, info.height, lifter),
            rate=rate,
        )
        aside = lifter is not None and lifter.pose.side_on
        following = _Following(
            follower=stack.enter_context(stills.follower()),
            lock=lock,
            attention=Attention(
                1.0 / (thinned or info.frame_rate) if len(times_s) > 1 else 0.0,
                float(times_s[end - 1]) if end else np.inf,
            ),
            feet=FootCamera(lifter.pose.reach) if lifter is not None else None,
            backs=BackCamera() if outline and aside else None,
            width=info.width,
            every_frame=every_frame,
        )
        pictures = stack.enter_context(read_ahead(frames))
        for seen in following.through(pictures, thinned):
            if seen.time_s >= piece.start_s:
                recorder.append(seen)
                now = int(np.searchsorted(times_s, seen.time_s)) + 1
                if progress is not None:
                    progress(max(now - passed, 0))
                passed = now
    if progress is not None:
        progress(max(end - passed, 0))
    return recorder.finish()


@dataclass(slots=True)
class _Following:
    """What follows the lifter through one piece, from frame to frame."""

    follower: Follower
    lock: PersonLock
    attention: Attention
    feet: FootCamera | None
    backs: BackCamera | None
    width: int
    every_frame: bool
    instead: Pose | None = None  # the lifter, where the network followed somebody else

    def through(self, frames: Iterable[Frame], rate: float | None) -> Iterator[PoseFrame]:
        """Run the network on one frame while the lock judges what it found in the frame before.

        Frames that get no attention come out empty, or, with every frame, as seen in passing.
        """
        slot = -1
        with ThreadPoolExecutor(1) as network:
            before: tuple[Frame, Future[Pose | None]] | None = None
            for frame in frames:
                last, slot = slot, _slot(frame, rate)
                if slot != last and self.attention.wants(frame.time_s):
                    found = network.submit(self._looking(frame))
                    if before is not None:
                        yield self._judged(*before)
                    before = frame, found
                    continue
                # with nothing to run, what it saw last is known before the next decision
                if before is not None:
                    yield self._judged(*before)
                    before = None
                yield self._in_passing(frame)
            if before is not None:
                yield self._judged(*before)

    def _looking(self, frame: Frame) -> Callable[[], Pose | None]:
        scale = self._scale(frame)
        image = self.lock.look_at(frame.image, scale)
        outline = self.backs is not None and self.backs.wants(
            frame.time_s, resting=self.attention.resting
        )
        instead, self.instead = self.instead, None
        return partial(
            self.follower.find, image, frame.time_s, scale, outline=outline, instead=instead
        )

    def _judged(self, frame: Frame, found: Future[Pose | None]) -> PoseFrame:
        scale = self._scale(frame)
        person = found.result()
        seen = self.lock.follow(person, frame.image, frame.time_s, scale)
        if seen.pose is not person:
            self.instead = seen.pose
        foot = None
        if self.feet is not None:
            foot = self.feet.look(seen.pose, frame.time_s, frame.image, scale)
        self.attention.note(seen.pose, frame.time_s)
        pose = seen.pose
        if self.backs is not None:
            pose = self.backs.look(pose, frame.time_s, resting=self.attention.resting)
        return replace(seen, pose=pose, foot=foot)

    def _in_passing(self, frame: Frame) -> PoseFrame:
        """Look at a frame without which later ones come out the same."""
        if not self.every_frame:
            return PoseFrame(frame.time_s, None, self.lock.scene)
        scale = self._scale(frame)
        image = self.lock.look_at(frame.image, scale)
        found = self.follower.find(image, frame.time_s, scale, go_on=False)
        return self.lock.follow(found, frame.image, frame.time_s, scale)

    def _scale(self, frame: Frame) -> float:
        return float(frame.image.shape[1] / self.width)


def _slot(frame: Frame, rate: float | None) -> int:
    return frame.index if rate is None else int(slots(np.array(frame.time_s), rate))


def enough_side(width: int, height: int, lifter: Lifter | None) -> int:
    """Longer side, in pixels, at which the network sees as much as in the full picture.

    The network looks at a square around the person, a quarter larger than they are tall, in
    256 × 256 pixels; a lifter who stands `LIFTER_HEIGHT` high is all it can use. Pictures are
    reduced by whole numbers only: other factors cost more time than they save.
    """
    longer = max(width, height)
    needed = UNSEEN_SIDE
    if lifter is not None:
        _, top, _, bottom = lifter.pose.box
        needed = longer * LIFTER_HEIGHT / max(float(bottom - top), 1.0)
    factor = int(longer / max(needed, LONGEST_SIDE))
    return -(-longer // max(1, factor))
