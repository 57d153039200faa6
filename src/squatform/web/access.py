"""Who may use the server: this machine alone, holders of a token, users with passwords."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
import threading
import time
from collections import deque
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from squatform.errors import UsageError
from squatform.history.database import Database, now
from squatform.history.store import LONGEST_NAME, checked_text
from squatform.history.tables import Athlete
from squatform.web.settings import Settings
from squatform.web.tables import Clip, Login, User

LOGIN_DAYS = 30
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200

_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_hex())
"""Checked where there is no such user, so that the time of an answer tells nothing."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks.

    Attributes
    ----------
    owner : str
        Whose data this is; empty where there are no users.
    name : str
        Of the user.
    login : str
        Id of the login; empty where none is needed, or the token itself was shown.
    csrf : str
        What a form must carry; empty where no cookie speaks for the caller.
    """

    owner: str = ""
    name: str = ""
    login: str = ""
    csrf: str = ""


@dataclass
class Access:
    """Lets callers in, and counts those who guess.

    Parameters
    ----------
    settings : Settings
        With the token.
    database : Database
        With the users.
    """

    settings: Settings
    database: Database
    _failures: deque[float] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    # a hash takes 64 MB and much work by design: many at once would be an attack in itself
    _hashing: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(2))

    @property
    def is_open(self) -> bool:
        """Whether nobody has to log in."""
        return self.settings.token is None and not self.has_users

    @property
    def has_users(self) -> bool:
        """Whether there are users."""
        with self.database.reading() as session:
            return bool(session.scalar(select(exists().select_from(User))))

    def ensure_safe(self) -> None:
        """Refuse to be reached from elsewhere by anybody.

        Raises
        ------
        UsageError
            If it would be.
        """
        if not self.settings.is_private and self.is_open:
            raise UsageError(
                f"On {self.settings.host} anybody in the network could use the server. Set a "
                "secret with SQUATFORM_TOKEN (16 characters or more), add a user with "
                "`squatform users add NAME`, or leave out --host."
            )

    def wait_s(self) -> float:
        """Seconds until another password may be tried; 0 for at once."""
        with self._lock:
            while self._failures and self._failures[0] < time.monotonic() - 60:
                self._failures.popleft()
            if len(self._failures) < self.settings.limits.logins:
                return 0.0
            return self._failures[0] + 60 - time.monotonic()

    def log_in(self, name: str, password: str) -> str | None:
        """Give a secret for a name and a password, or for the server's token alone."""
        secret, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        expires = now() + dt.timedelta(days=LOGIN_DAYS)
        login = Login(id=_digest(secret), csrf=csrf, expires=expires)
        if not name and self._is_token(password):
            login.token = _digest(password)
        else:
            login.user_id = self._user_id(name, password)
            if login.user_id is None:
                with self._lock:
                    self._failures.append(time.monotonic())
                return None
        with self.database.writing() as session:
            session.execute(delete(Login).where(Login.expires < now()))
            session.add(login)
        return secret

    def caller(self, *, cookie: str | None, bearer: str | None) -> Caller | None:
        """Tell who shows a cookie or a token; None where that is nobody."""
        if bearer is not None:
            return Caller() if self._is_token(bearer) else self._logged_in(bearer, cookie=False)
        if cookie is not None:
            found = self._logged_in(cookie, cookie=True)
            if found is not None:
                return found
        return Caller() if self.is_open else None

    def log_out(self, caller: Caller) -> None:
        """End a login."""
        with self.database.writing() as session:
            session.execute(delete(Login).where(Login.id == caller.login))

    def _logged_in(self, secret: str, *, cookie: bool) -> Caller | None:
        with self.database.reading() as session:
            login = session.get(Login, _digest(secret))
            if login is None or login.expires < now():
                return None
            csrf = login.csrf if cookie else ""
            if login.user_id is None:
                token = self.settings.token
                current = token is not None and _digest(token.get_secret_value()) == login.token
                return Caller(login=login.id, csrf=csrf) if current else None
            user = session.get(User, login.user_id)
            return Caller(user.id, user.name, login.id, csrf) if user else None

    def _is_token(self, shown: str) -> bool:
        token = self.settings.token
        return token is not None and hmac.compare_digest(
            _digest(shown), _digest(token.get_secret_value())
        )

    def _user_id(self, name: str, password: str) -> str | None:
        with self.database.reading() as session:
            user = session.scalars(select(User).where(User.name == name)).one_or_none()
        with self._hashing:
            try:
                _hasher.verify(user.password if user else _NOBODY, password)
            except VerificationError:
                return None
        return user.id if user else None


def add_user(session: Session, name: str, password: str) -> User:
    """Add a user.

    Raises
    ------
    UsageError
        If the name is taken or none, or the password too short.
    """
    name = checked_text(name, "A name", LONGEST_NAME)
    if not name or "\n" in name:
        raise UsageError("A user needs a name, on one line.")
    if session.scalars(select(User).where(User.name == name)).one_or_none() is not None:
        raise UsageError(f"There is a user '{name}' already.")
    user = User(name=name, password=_hash(password))
    session.add(user)
    session.flush()
    return user


def change_password(session: Session, name: str, password: str) -> None:
    """Give a user another password; whoever is logged in by the old one is logged out."""
    user = find_user(session, name)
    user.password = _hash(password)
    session.execute(delete(Login).where(Login.user_id == user.id))


def users(session: Session) -> list[User]:
    """List the users by name."""
    return list(session.scalars(select(User).order_by(User.name)))


def find_user(session: Session, name: str) -> User:
    """Give a user.

    Raises
    ------
    UsageError
        If there is none of this name.
    """
    user = session.scalars(select(User).where(User.name == name)).one_or_none()
    if user is None:
        known = ", ".join(one.name for one in users(session)) or "none"
        raise UsageError(f"There is no user '{name}'. Known: {known}.")
    return user


def remove_user(session: Session, user: User) -> list[str]:
    """Remove a user with athletes, sets and clips; give the ids of clips whose files are left."""
    clips = list(session.scalars(select(Clip.id).where(Clip.owner == user.id)))
    for table in (Clip, Athlete):
        session.execute(delete(table).where(table.owner == user.id))
    session.delete(user)
    return clips


def _hash(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise UsageError(
            f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters; a few words "
            "in a row are easy to remember."
        )
    return _hasher.hash(password)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
