"""Runs a session: camera, analysis and display each in a thread of their own."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

from squatform.form.profile import Profile
from squatform.live.capture import Capture, Captured, Notify, Opener
from squatform.live.coach import Utterance
from squatform.live.display import Display
from squatform.live.figures import Figures, Meter
from squatform.live.latest import Latest
from squatform.live.saving import Keep, Saver
from squatform.live.screen import draw
from squatform.live.session import Command, Session, Settings, State
from squatform.live.setup import brightness
from squatform.live.watcher import Watcher, fitted
from squatform.results import RepetitionResult
from squatform.texts import texts
from squatform.video import Image

Item = TypeVar("Item")

SILENT_S = 3.0
"""A camera that gives no picture for so long is told of."""

FIGURES_S = 0.5
"""How often the figures on the screen change: faster ones cannot be read, and cost drawing."""

WAIT_S = 0.03
"""How long the display waits for news before it looks at the keys."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a session is run.

    Attributes
    ----------
    settings : Settings
        What it is about.
    model : str
        Pose model.
    camera : str
        As the user named it.
    recorded, paced : bool
        Whether the camera is a file, and whether that is played at its true pace.
    folder : Path or None
        Where sets are saved.
    recording : bool
        Whether pictures are saved too.
    mirrored : bool
        Whether the picture is shown as in a mirror.
    keep : Keep or None
        Given each result that is saved.
    """

    settings: Settings
    model: str
    camera: str
    recorded: bool = False
    paced: bool = True
    folder: Path | None = None
    recording: bool = False
    mirrored: bool = True
    keep: Keep | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A picture and what was found in it.

    Attributes
    ----------
    image : Image
        RGB, not mirrored.
    at_s : float
        When it came from the camera.
    fresh : bool
        Whether it has not been shown before.
    state : State
        What there is to show with it.
    """

    image: Image
    at_s: float
    fresh: bool
    state: State


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a session came to.

    Attributes
    ----------
    sets : list[list[RepetitionResult]]
        The repetitions of each set that had any.
    figures : Figures
        Of the last seconds.
    """

    sets: list[list[RepetitionResult]]
    figures: Figures


class Analyser(Thread):
    """Analyses the newest picture, over and over.

    Parameters
    ----------
    pictures : Latest[Captured]
        From the camera.
    shown : Latest[Shown]
        Where results go; closed at the end.
    watcher : Watcher
        Finds the lifter.
    session : Session
        Judges them.
    saver : Saver or None
        Keeps what was seen.
    meter : Meter
        Counts pictures.
    notes : SimpleQueue
        What other threads have to tell.
    """

    def __init__(
        self,
        *,
        pictures: Latest[Captured],
        shown: Latest[Shown],
        watcher: Watcher,
        session: Session,
        saver: Saver | None,
        meter: Meter,
        notes: SimpleQueue[str],
    ) -> None:
        super().__init__(name="analysis", daemon=True)
        self._pictures, self._shown = pictures, shown
        self._watcher, self._session, self._saver = watcher, session, saver
        self._meter = meter
        self._notes = notes
        self.commands: SimpleQueue[Command] = SimpleQueue()
        self.error: BaseException | None = None

    def run(self) -> None:
        """Analyse until no more pictures come."""
        try:
            self._follow()
        except BaseException as error:  # raised again in the main thread
            self.error = error
        finally:
            self._pictures.close()
            self._shown.close()

    def _follow(self) -> None:
        last: Captured | None = None
        heard_s = time.monotonic()
        while not self._pictures.drained:
            captured = self._pictures.take(0.1)
            if captured is None and not self._pictures.closed:
                silent_s = time.monotonic() - heard_s
                if silent_s > SILENT_S:
                    self._session.note(texts().live.machine["silent"].format(seconds=silent_s))
                    heard_s = time.monotonic()
            news = self._news()
            if captured is not None:
                heard_s = time.monotonic()
                last = captured
                self._shown.put(Shown(captured.image, captured.at_s, True, self._seen(captured)))
            elif news and last is not None:
                self._shown.put(Shown(last.image, last.at_s, False, self._session.state()))
        self._session.end_set()
        if last is not None:
            self._news()
            self._shown.put(Shown(last.image, last.at_s, False, self._session.state()))

    def _seen(self, captured: Captured) -> State:
        if self._session.paused:
            return self._session.state()
        start_s = time.monotonic()
        image = captured.image
        frame = self._watcher.look(image, captured.time_s)
        state = self._session.push(frame, light=brightness(image), alone=self._watcher.alone)
        took_s = time.monotonic() - start_s
        self._meter.analysed(time.monotonic(), took_s)
        self._watcher.keep_up(took_s)
        if self._saver is not None:
            self._saver.keep(frame, image, self._watcher.model)
        if self._session.left:
            self._watcher.forget()
        return state

    def _news(self) -> bool:
        """Do what was asked for and pass on what other threads tell; tell whether there was any."""
        news = False
        for command in emptied(self.commands):
            self._session.command(command)
            news = True
        for note in emptied(self._notes):
            self._session.note(note)
            news = True
        return news


def run(
    plan: Plan,
    opener: Opener,
    display: Callable[[], Display],
    say: Callable[[Utterance], None],
    notes: SimpleQueue[str],
    *,
    mute: Callable[[], bool] | None = None,
) -> Outcome:
    """Run a session until the user quits or a file ends.

    Parameters
    ----------
    plan : Plan
        How.
    opener : Opener
        Opens the camera.
    display : callable
        Gives the display, in this thread, which should be the main one.
    say : callable
        Given what is to be said; must return at once.
    notes : SimpleQueue
        What other threads have to tell.
    mute : callable, optional
        Exchanges muted and not, and gives which it is now.

    Raises
    ------
    InputError
        If the camera cannot be opened, or a file cannot be read any further.
    ModelError
        If the pose model cannot be obtained.
    """
    meter = Meter()
    notify: Notify = notes.put
    pictures: Latest[Captured] = Latest(patient=not plan.paced)
    shown: Latest[Shown] = Latest()
    sets: list[list[RepetitionResult]] = []
    with ExitStack() as stack:
        capture = Capture(
            opener, pictures, notify, recorded=plan.recorded, paced=plan.paced, meter=meter
        )
        size = capture.info.width, capture.info.height
        watcher = Watcher(
            size,
            plan.model,
            notify,
            outline=plan.settings.profile.needs_outline,
            steady=not plan.paced,
        )
        stack.callback(watcher.close)
        saver = _saver(plan, size, notify)
        if saver is not None:
            stack.callback(saver.close)

        def on_set(profile: Profile, done: list[RepetitionResult]) -> None:
            if done:
                sets.append(done)
            if saver is not None:
                saver.save(profile) if done else saver.discard()

        session = Session(size, plan.settings, say, on_set)
        analyser = Analyser(
            pictures=pictures,
            shown=shown,
            watcher=watcher,
            session=session,
            saver=saver,
            meter=meter,
            notes=notes,
        )
        screen = display()
        stack.callback(screen.close)
        capture.start()
        analyser.start()
        try:
            # Ctrl-C quits as Q does: where there is no keyboard to read, it is the only way
            with suppress(KeyboardInterrupt):
                _show(plan, size, shown, screen, commands=analyser.commands, meter=meter, mute=mute)
        finally:
            capture.stop()
            analyser.join()
            # a camera that gives nothing may not let go either
            capture.join(timeout=2.0)
        for error in (analyser.error, capture.error):
            if error is not None:
                raise error
        figures = meter.figures()
    return Outcome(sets, figures)


def _show(
    plan: Plan,
    size: tuple[int, int],
    shown: Latest[Shown],
    screen: Display,
    *,
    commands: SimpleQueue[Command],
    meter: Meter,
    mute: Callable[[], bool] | None,
) -> None:
    """Show what comes, and pass on what the user asks for, until the end."""
    muted = False
    figures, counted_s = meter.figures(), time.monotonic()
    while not shown.drained:
        command = screen.command()
        if command is Command.QUIT:
            return
        if command is Command.MUTE and mute is not None:
            muted = mute()
        elif command is not None:
            commands.put(command)
        news = shown.take(WAIT_S)
        if news is None:
            continue
        if time.monotonic() > counted_s + FIGURES_S:
            figures, counted_s = meter.figures(), time.monotonic()
        picture = None
        if screen.draws:
            picture = draw(
                fitted(news.image, size),
                size,
                news.state,
                figures,
                muted=muted,
                mirrored=plan.mirrored,
            )
        screen.show(picture, news.state, figures)
        if news.fresh:
            now = time.monotonic()
            meter.shown(now, now - news.at_s)


def _saver(plan: Plan, size: tuple[int, int], notify: Notify) -> Saver | None:
    if plan.folder is None:
        return None
    return Saver(
        plan.folder,
        size,
        plan.camera,
        notify,
        recording=plan.recording,
        pain=plan.settings.pain,
        height_cm=plan.settings.height_cm,
        keep=plan.keep,
    )


def emptied(queue: SimpleQueue[Item]) -> list[Item]:
    """Take all that a queue holds."""
    # only this thread takes from it
    items = []
    while not queue.empty():
        items.append(queue.get())
    return items
