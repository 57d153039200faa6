"""The tables of the web pages: users, who is logged in, and clips on their way to the history."""

from __future__ import annotations

import datetime as dt
import secrets
from enum import Enum

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from squatform.history.database import Base, Moment, now

_ID = 32
_WORD = 64
_NAME = 200


def new_id() -> str:
    """Give 32 hexadecimal digits that nobody can guess."""
    return secrets.token_hex(_ID // 2)


class State(str, Enum):
    """How far a clip has come."""

    UPLOADING = "uploading"
    CHECKING = "checking"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


OPEN_STATES = (State.CHECKING, State.QUEUED, State.RUNNING)
"""Of clips that the server has still to do something for."""


class User(Base):
    """Somebody with a password.

    Attributes
    ----------
    password : str
        Its Argon2 hash.
    """

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(_ID), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(_NAME), unique=True)
    password: Mapped[str] = mapped_column(String(_NAME))
    created: Mapped[dt.datetime] = mapped_column(Moment, default=now)


class Login(Base):
    """A browser or program that is logged in.

    Attributes
    ----------
    id : str
        SHA-256 of the secret that it shows: whoever reads the table cannot log in with it.
    user_id : str or None
        None for the holder of the server's token.
    token : str
        SHA-256 of that token, which ends the login when it changes; else empty.
    csrf : str
        What a form of this login carries.
    """

    __tablename__ = "logins"

    id: Mapped[str] = mapped_column(String(_WORD), primary_key=True)
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    token: Mapped[str] = mapped_column(String(_WORD), default="")
    csrf: Mapped[str] = mapped_column(String(_WORD))
    expires: Mapped[dt.datetime] = mapped_column(Moment)


class Clip(Base):
    """A clip that was sent, or a set that was seen live.

    Attributes
    ----------
    owner : str
        Id of a user, empty where there are none.
    name : str
        As the user's machine calls the file; only ever shown.
    size : int
        Bytes announced.
    content_hash : str
        SHA-256 of what came; empty before that.
    athlete, exercise, load_kg, pain, notes : str, str, float or None, str or None, str
        As asked for.
    height_cm : float or None
        Of the athlete.
    state : str
        See `State`.
    reason : str
        Why it failed.
    report : str
        Folder of the report in the store of this clip; empty before there is one.
    set_id : int or None
        The set of the history that came of it.
    repetitions : int
        Complete ones.
    live : bool
        Whether it was seen live.
    """

    __tablename__ = "clips"
    __table_args__ = (Index("ix_clips_owner_created", "owner", "created"),)

    id: Mapped[str] = mapped_column(String(_ID), primary_key=True, default=new_id)
    owner: Mapped[str] = mapped_column(String(_WORD))
    name: Mapped[str] = mapped_column(String(_NAME))
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    content_hash: Mapped[str] = mapped_column(String(_WORD), default="")
    athlete: Mapped[str] = mapped_column(String(_NAME), default="")
    exercise: Mapped[str] = mapped_column(String(_WORD))
    load_kg: Mapped[float | None]
    height_cm: Mapped[float | None]
    pain: Mapped[str | None] = mapped_column(String(_WORD))
    notes: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(_WORD), default=State.UPLOADING.value, index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    report: Mapped[str] = mapped_column(String(_NAME), default="")
    set_id: Mapped[int | None] = mapped_column(ForeignKey("sets.id", ondelete="SET NULL"))
    repetitions: Mapped[int] = mapped_column(default=0)
    live: Mapped[bool] = mapped_column(default=False)
    created: Mapped[dt.datetime] = mapped_column(Moment, default=now)
    finished: Mapped[dt.datetime | None] = mapped_column(Moment)
