"""Puts what came of a clip into the history, with the clip's own row, together."""

from __future__ import annotations

from sqlalchemy.orm import Session

from squatform.history.proportions import Proportions
from squatform.history.store import DEFAULT_ATHLETE, Told, add_athlete, save_set
from squatform.results import SetAnalysis
from squatform.web.clips import set_state
from squatform.web.tables import Clip, State, User


def keep_set(
    session: Session,
    clip: Clip,
    analysis: SetAnalysis,
    report: str,
    proportions: Proportions | None,
) -> None:
    """Note that a clip is done; a set without a squat is none and stays out of the history.

    Parameters
    ----------
    session : Session
        For writing.
    clip : Clip
        With what was told of it and its content's hash.
    analysis : SetAnalysis
        The result.
    report : str
        Folder of the report in the clip's store.
    proportions : Proportions or None
        Of the standing lifter.
    """
    clip.report = report
    clip.repetitions = analysis.summary.repetitions
    squatted = bool(analysis.repetitions)
    clip.set_id = _saved(session, clip, analysis, proportions) if squatted else None
    set_state(session, clip.id, State.DONE)


def athlete_name(session: Session, clip: Clip) -> str:
    """Give the name of the athlete: as told, else that of the user."""
    user = session.get(User, clip.owner) if clip.owner else None
    return clip.athlete or (user.name if user else DEFAULT_ATHLETE)


def _saved(
    session: Session, clip: Clip, analysis: SetAnalysis, proportions: Proportions | None
) -> int:
    athlete = add_athlete(session, athlete_name(session, clip), clip.owner)
    athlete.height_cm = clip.height_cm or athlete.height_cm
    told = Told(load_kg=clip.load_kg, notes=clip.notes or None)
    saved = save_set(session, athlete, analysis, clip.content_hash, told, proportions=proportions)
    return saved.set.id
