"""The tables of the history.

An athlete has sessions, one a day; a session has sets; a set has repetitions, findings, and the
whole result they are taken from. What belongs to something goes with it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from squatform.history.database import Base, Moment, now

# a number that was given to something deleted must not come back: links and files may name it
_NUMBERS = {"sqlite_autoincrement": True}

_NAME = 200
_WORD = 64


class Athlete(Base):
    """Somebody who squats.

    Attributes
    ----------
    owner : str
        Who may see it: the id of a user of the web pages, empty on one's own machine.
    name : str
        Unique for an owner.
    height_cm : float or None
        For centimetres.
    notes : str
        Anything.
    """

    __tablename__ = "athletes"
    __table_args__ = (UniqueConstraint("owner", "name"), _NUMBERS)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(_WORD), default="")
    name: Mapped[str] = mapped_column(String(_NAME))
    height_cm: Mapped[float | None]
    notes: Mapped[str] = mapped_column(Text, default="")
    created: Mapped[dt.datetime] = mapped_column(Moment, default=now)

    sessions: Mapped[list[TrainingSession]] = relationship(
        back_populates="athlete", cascade="all, delete-orphan", passive_deletes=True
    )
    complaints: Mapped[list[Complaint]] = relationship(
        back_populates="athlete", cascade="all, delete-orphan", passive_deletes=True
    )


class TrainingSession(Base):
    """A day on which an athlete trained."""

    __tablename__ = "sessions"
    __table_args__ = (UniqueConstraint("athlete_id", "date"), _NUMBERS)

    id: Mapped[int] = mapped_column(primary_key=True)
    athlete_id: Mapped[int] = mapped_column(ForeignKey("athletes.id", ondelete="CASCADE"))
    date: Mapped[dt.date]

    athlete: Mapped[Athlete] = relationship(back_populates="sessions")
    sets: Mapped[list[TrainingSet]] = relationship(
        back_populates="session", cascade="all, delete-orphan", passive_deletes=True
    )


class TrainingSet(Base):
    """A set, and what its clip told.

    Attributes
    ----------
    exercise : str
        Name of a profile.
    load_kg : float or None
        On the bar or in the hands; None where not told.
    notes : str
        Anything.
    pain : str or None
        As told: "none", "mild" or "sharp".
    clip : str
        Name of the file, without its folder.
    content_hash : str
        SHA-256 of the clip: one clip of an exercise is one set of an athlete, see
        `squatform.history.store`.
    frames, frame_rate, duration_s, width, height
        Of the clip.
    view : str or None
        From where it was filmed.
    model, squatform_version, schema_version : str
        What it was analysed with.
    complete, incomplete : int
        Numbers of repetitions.
    thigh, shank, trunk : float or None
        Of standing, relative to the leg, see `squatform.history.proportions`.
    analysis : dict
        The whole result, as `squatform schema` describes it.
    """

    __tablename__ = "sets"
    __table_args__ = (UniqueConstraint("athlete_id", "content_hash", "exercise"), _NUMBERS)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), index=True
    )
    # repeats that of the session, so that the database itself keeps a clip from being saved twice
    athlete_id: Mapped[int] = mapped_column(ForeignKey("athletes.id", ondelete="CASCADE"))
    exercise: Mapped[str] = mapped_column(String(_WORD))
    load_kg: Mapped[float | None]
    notes: Mapped[str] = mapped_column(Text, default="")
    pain: Mapped[str | None] = mapped_column(String(_WORD))
    clip: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(_WORD))
    frames: Mapped[int]
    frame_rate: Mapped[float]
    duration_s: Mapped[float]
    width: Mapped[int]
    height: Mapped[int]
    view: Mapped[str | None] = mapped_column(String(_WORD))
    model: Mapped[str] = mapped_column(String(_WORD))
    squatform_version: Mapped[str] = mapped_column(String(_WORD))
    schema_version: Mapped[str] = mapped_column(String(_WORD))
    complete: Mapped[int]
    incomplete: Mapped[int]
    thigh: Mapped[float | None]
    shank: Mapped[float | None]
    trunk: Mapped[float | None]
    analysis: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    created: Mapped[dt.datetime] = mapped_column(Moment, default=now)

    session: Mapped[TrainingSession] = relationship(back_populates="sets")
    repetitions: Mapped[list[StoredRepetition]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="StoredRepetition.index"
    )
    findings: Mapped[list[StoredFinding]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="StoredFinding.id"
    )


class StoredRepetition(Base):
    """One repetition of a set; times in seconds of the clip."""

    __tablename__ = "repetitions"
    __table_args__ = (UniqueConstraint("set_id", "index"), _NUMBERS)

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("sets.id", ondelete="CASCADE"))
    index: Mapped[int]
    start_s: Mapped[float]
    bottom_s: Mapped[float]
    end_s: Mapped[float]
    complete: Mapped[bool]

    measures: Mapped[list[StoredMeasure]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )


class StoredMeasure(Base):
    """What was measured of a repetition; what could not be measured has no row."""

    __tablename__ = "measures"

    repetition_id: Mapped[int] = mapped_column(
        ForeignKey("repetitions.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(_WORD), primary_key=True)
    unit: Mapped[str] = mapped_column(String(_WORD))
    value: Mapped[float]
    sigma: Mapped[float]


class StoredFinding(Base):
    """What a check said of a repetition, or of the whole set where `repetition` is None."""

    __tablename__ = "findings"
    __table_args__ = (_NUMBERS,)

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("sets.id", ondelete="CASCADE"), index=True)
    repetition: Mapped[int | None]
    check: Mapped[str] = mapped_column(String(_WORD))
    status: Mapped[str] = mapped_column(String(_WORD))
    grade: Mapped[int | None]
    value: Mapped[float | None]
    sigma: Mapped[float | None]
    unit: Mapped[str] = mapped_column(String(_WORD))
    limit: Mapped[float | None]
    measure: Mapped[str | None] = mapped_column(String(_WORD))


class Complaint(Base):
    """Soreness or pain on a day, as the athlete told it; see `squatform.history.guidance`.

    Attributes
    ----------
    place : str
        Where: "lower back", "left knee".
    degree : int
        0 none to 10 the worst imaginable.
    kind : str
        "soreness", "ache", "sharp", "spreading" or "numbness".
    signs : list of str
        What else was noticed.
    note : str
        Anything.
    """

    __tablename__ = "complaints"
    __table_args__ = (_NUMBERS,)

    id: Mapped[int] = mapped_column(primary_key=True)
    athlete_id: Mapped[int] = mapped_column(
        ForeignKey("athletes.id", ondelete="CASCADE"), index=True
    )
    date: Mapped[dt.date]
    place: Mapped[str] = mapped_column(String(_NAME))
    degree: Mapped[int]
    kind: Mapped[str] = mapped_column(String(_WORD))
    signs: Mapped[list[str]] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(Text, default="")
    created: Mapped[dt.datetime] = mapped_column(Moment, default=now)

    athlete: Mapped[Athlete] = relationship(back_populates="complaints")
