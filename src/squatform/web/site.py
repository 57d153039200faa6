"""What a running server consists of, and who is asking it."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from squatform.history.database import Database
from squatform.web.access import Access, Caller
from squatform.web.checking import Checker
from squatform.web.clips import Files, Refused
from squatform.web.events import Events
from squatform.web.runner import Runner
from squatform.web.security import SAFE_METHODS
from squatform.web.settings import Settings

COOKIE = "squatform"
CSRF_FIELD, CSRF_HEADER = "csrf", "x-csrf-token"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Places:
    """Counts what goes on at the same time, for each owner."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        """In all."""
        return self._taken.total()

    @contextmanager
    def one(self, owner: str, each: int, most: int | None = None) -> Iterator[None]:
        """Take a place.

        Raises
        ------
        Refused
            With 429, if the owner has `each`, or all have `most`.
        """
        if self._taken[owner] >= each or (most is not None and self.taken >= most):
            raise Refused(429, "Too much goes on at the same time. Try again shortly.", 2)
        self._taken[owner] += 1
        try:
            yield
        finally:
            self._taken[owner] -= 1


@dataclass
class Site:
    """The parts of a server.

    Attributes
    ----------
    settings : Settings
        How it runs.
    database : Database
        Users, clips and history.
    files : Files
        Clips and reports.
    access : Access
        Who may use it.
    events : Events
        What has changed.
    live, uploads : Places
        Live sessions and pieces of clips that go on.
    receiving : set of str
        Ids of clips of which a piece is coming.
    """

    settings: Settings
    database: Database
    files: Files
    access: Access
    events: Events = field(default_factory=Events)
    live: Places = field(default_factory=Places)
    uploads: Places = field(default_factory=Places)
    receiving: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.runner = Runner(
            self.settings, self.database, self.files, self.events, lambda: self.live.taken
        )
        self.checker = Checker(
            self.database, self.files, self.settings.limits, self.events, self.runner.wake
        )


def site_of(connection: HTTPConnection) -> Site:
    """Give the server that a request came to."""
    return cast("Site", connection.app.state.site)


def caller_of(connection: HTTPConnection) -> Caller | None:
    """Tell who asks; None where that is nobody who may. Looks into the database."""
    kind, _, shown = connection.headers.get("authorization", "").partition(" ")
    bearer = shown.strip() if kind.lower() == "bearer" else None
    return site_of(connection).access.caller(
        cookie=connection.cookies.get(COOKIE), bearer=bearer or None
    )


async def known_caller(request: Request) -> Caller:
    """Give who asks, for routes that need somebody.

    Raises
    ------
    Refused
        With 401 where nobody is logged in, with 403 where a form of another site may have asked.
    """
    caller = await run_in_threadpool(caller_of, request)
    if caller is None:
        raise Refused(401, "Log in first.")
    await ensure_own_form(request, caller)
    return caller


async def ensure_own_form(request: Request, caller: Caller) -> None:
    """Refuse what a cookie alone asks for."""
    if request.method in SAFE_METHODS or not caller.csrf:
        return
    shown = request.headers.get(CSRF_HEADER, "")
    if not shown and request.headers.get("content-type", "").startswith(FORMS):
        shown = str((await request.form()).get(CSRF_FIELD, ""))
    if not hmac.compare_digest(shown.encode(), caller.csrf.encode()):
        raise Refused(403, "This form is out of date. Load the page again.")


SiteHere = Annotated[Site, Depends(site_of)]
KnownCaller = Annotated[Caller, Depends(known_caller)]
