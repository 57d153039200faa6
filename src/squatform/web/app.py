"""Puts the server together."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from squatform.errors import DatabaseError, InputError, SquatformError, UsageError
from squatform.history.database import open_database
from squatform.web import api_clips, api_history, api_live, api_login, pages, reports
from squatform.web.access import Access
from squatform.web.cleaning import sweep
from squatform.web.clips import Files, Refused
from squatform.web.security import Guard
from squatform.web.settings import Settings
from squatform.web.site import Site

API = "/api/v1"


def open_site(settings: Settings) -> Site:
    """Open database and store.

    Raises
    ------
    UsageError, DatabaseError
        If one cannot be opened.
    """
    settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = open_database(settings.database_url)
    files = Files(settings.folder / "receiving", settings.files_url)
    return Site(settings, database, files, Access(settings, database))


def create_app(site: Site) -> FastAPI:
    """Give the ASGI application of a server."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(sweep, site)
        site.runner.start()
        site.checker.recover()
        yield
        await run_in_threadpool(site.runner.stop)
        site.checker.close()
        site.database.close()

    app = FastAPI(
        title="squatform",
        version=version("squatform"),
        description="Checks squat form from video. Log in by `Authorization: Bearer`.",
        # its pages for browsers load scripts from elsewhere
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{API}/openapi.json",
        lifespan=lifespan,
    )
    app.state.site = site
    api = APIRouter(prefix=API)
    for part in (api_login, api_clips, api_history, api_live):
        api.include_router(part.router)
    app.include_router(api)
    app.include_router(reports.router)
    app.include_router(pages.router)
    app.add_middleware(Guard, settings=site.settings)
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, handler)
    return app


def _answer(
    request: Request, status: int, text: object, headers: dict[str, str] | None = None
) -> Response:
    """Give a problem as JSON to programs and as a page to people."""
    if request.url.path.startswith("/api/") or "text/html" not in request.headers.get("accept", ""):
        answer: Response = JSONResponse({"detail": text}, status)
    elif status == 401:
        answer = pages.to_login(request)
    else:
        answer = pages.problem_page(request, status, str(text))
    for name, value in (headers or {}).items():
        answer.headers[name] = value
    return answer


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    headers = {} if error.retry_s is None else {"Retry-After": str(math.ceil(error.retry_s))}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if error.status in (408, 413):
        # what still comes of this request is not read
        headers["Connection"] = "close"
    return _answer(request, error.status, error.text, headers)


def _known(request: Request, error: Exception) -> Response:
    if isinstance(error, InputError | UsageError):
        return _answer(request, 422, str(error))
    busy = isinstance(error, DatabaseError)
    text = "The database does not answer. Try again shortly." if busy else str(error)
    return _answer(request, 503, text, {"Retry-After": "5"})


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    # what was sent is not sent back
    problems = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
    return _answer(request, 422, "; ".join(problems))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _answer(request, error.status_code, error.detail, dict(error.headers or {}))


_HANDLERS: dict[type[Exception], Callable[[Request, Exception], Response]] = {
    Refused: _refused,
    SquatformError: _known,
    RequestValidationError: _invalid,
    HTTPException: _http,
}
