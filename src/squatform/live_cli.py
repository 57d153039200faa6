"""`squatform live`: coaching at a camera."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from enum import Enum
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Annotated

import typer

from squatform import options
from squatform.errors import ModelError, UsageError
from squatform.files import ensure_writable
from squatform.pose.provider import DEFAULT_MODEL, model_path
from squatform.texts import texts

FASTEST_MODEL = "lite"

if TYPE_CHECKING:
    from squatform.form.profile import Profile
    from squatform.live.display import Display
    from squatform.live.running import Outcome


class _Pace(str, Enum):
    TRUE = "true"
    FASTEST = "fastest"


def live(
    camera: Annotated[
        str,
        typer.Option(
            "--camera",
            "-c",
            metavar="NUMBER|PATH|URL",
            help="A camera by its number or device, a stream by its address, or a video file.",
        ),
    ] = "0",
    exercise: options.Exercise = None,
    profile_path: options.ProfilePath = None,
    level: options.Level = None,
    limits: options.Limits = None,
    wanted: Annotated[
        list[str] | None,
        typer.Option(
            "--check",
            help="Say where to stand for this check; may be repeated. All are judged.",
            show_default="all",
        ),
    ] = None,
    height_cm: options.HeightCm = None,
    pain: options.PainOption = None,
    model: Annotated[
        str,
        typer.Option(
            "--model", "-m", help="Pose model: lite, full or heavy; lowered if it is too slow."
        ),
    ] = DEFAULT_MODEL,
    voice: Annotated[
        bool, typer.Option("--voice/--mute", help="Speak, or make sounds where nothing speaks.")
    ] = True,
    mirror: Annotated[
        bool, typer.Option("--mirror/--no-mirror", help="Show the picture as a mirror does.")
    ] = True,
    window: Annotated[
        bool, typer.Option("--window/--no-window", help="A window, or lines in the terminal.")
    ] = True,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Save each set here.")
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option("--record", metavar="DIR", help="Save each set here, with its recording."),
    ] = None,
    pace: Annotated[
        _Pace,
        typer.Option(help="Of a video file: its true pace, or as fast as it can be analysed."),
    ] = _Pace.TRUE,
    save: options.Save = False,
    athlete: options.AthleteName = None,
    load: options.LoadKg = None,
    date: options.Day = None,
    notes: options.Notes = None,
    database: options.DatabaseUrl = None,
) -> None:
    """Coach at a camera: repetitions, verdicts and cues while you squat.

    Keys: P pause, N next set, E change exercise, M mute, Q quit.

    [bold]Examples[/bold]

      squatform live

      squatform live --camera 1 --exercise goblet --record sets

      squatform live --camera squats.mp4 --mute --no-window

      squatform live --record sets --save --athlete Kim --load 60

    [bold]Exit codes[/bold]: 0 done · 1 this machine could not do it · 2 wrong usage ·
    3 the camera or file gives no picture.
    """
    # what follows brings in OpenCV, PyAV and SciPy: `--help` should not wait for them
    from squatform.form.safety import safety_of
    from squatform.history.keeping import keeper
    from squatform.live.capture import is_file, open_camera
    from squatform.live.running import Plan, emptied, run
    from squatform.live.session import Settings
    from squatform.live.voice import Voice

    if out is not None and record is not None:
        raise UsageError("Name --out or --record, not both: --record saves all that --out does.")
    folder = record or out
    if save and folder is None:
        raise UsageError("Name a folder for the reports of saved sets with --out or --record.")
    profile = options.profile_of(exercise, profile_path, level=level, limits=limits)
    _ensure_known(wanted or [], profile)
    if folder is not None:
        ensure_writable(folder / "set")
    model_path(model, notify=partial(typer.echo, err=True))
    _obtain_lite(model)
    for line in safety_of(options.pain_of(pain)):
        typer.echo(line)
    messages: SimpleQueue[str] = SimpleQueue()
    with ExitStack() as stack:
        keep = stack.enter_context(
            keeper(
                save=save,
                database=database,
                athlete=athlete,
                load=load,
                date=date,
                notes=notes,
                height_cm=height_cm,
            )
        )
        known_cm = keep.known_height_cm() if keep else height_cm
        plan = Plan(
            Settings(profile, options.pain_of(pain), known_cm, tuple(wanted or ())),
            model=model,
            camera=camera,
            recorded=is_file(camera),
            paced=pace is _Pace.TRUE,
            folder=folder,
            recording=record is not None,
            mirrored=mirror,
            keep=keep.keep_seen if keep else None,
        )
        speaker = Voice(messages.put) if voice else None
        if speaker is not None:
            stack.callback(speaker.close)

        def mute() -> bool:
            if speaker is not None:
                speaker.mute(not speaker.muted)
            return speaker is None or speaker.muted

        outcome = run(
            plan,
            partial(open_camera, camera),
            partial(_display, window, messages.put),
            speaker.say if speaker else _silent,
            messages,
            mute=mute,
        )
        if speaker is not None:
            # the summary of the last set is worth waiting for
            speaker.settle(10.0)
    for note in emptied(messages):
        typer.echo(note)
    _tell(outcome)


def _obtain_lite(model: str) -> None:
    """Have the model that analysis may be lowered to at hand: no set should wait for it."""
    if model != FASTEST_MODEL:
        try:
            model_path(FASTEST_MODEL, notify=partial(typer.echo, err=True))
        except ModelError as error:
            typer.echo(texts().live.machine["no_lite"].format(problem=error), err=True)


def _ensure_known(wanted: list[str], profile: Profile) -> None:
    unknown = [name for name in wanted if name not in profile.checks]
    if unknown:
        known = ", ".join(profile.checks)
        raise UsageError(f"{profile.title} has no check '{unknown[0]}'. Choose from: {known}.")


def _display(window: bool, notify: Callable[[str], None]) -> Display:
    from squatform.live.display import Terminal, Window, window_system

    if window and window_system():
        return Window()
    if window:
        notify(texts().live.machine["no_window"])
    return Terminal(typer.echo)


def _tell(outcome: Outcome) -> None:
    """Print what the sets came to, and the figures."""
    from squatform.live.display import verdict_line
    from squatform.live.screen import figures_text

    for number, repetitions in enumerate(outcome.sets, start=1):
        typer.echo(texts().live.coach["set"].format(number=number))
        for repetition in repetitions:
            typer.echo(f"  {verdict_line(repetition)}")
    if not outcome.sets:
        typer.echo(texts().live.machine["nothing"])
    typer.echo(figures_text(outcome.figures))


def _silent(utterance: object) -> None:
    pass
