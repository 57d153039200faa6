"""`squatform serve` and `squatform users`: the way in through a browser."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from squatform.errors import UsageError

if TYPE_CHECKING:
    from squatform.history.database import Database
    from squatform.web.settings import Settings
    from squatform.web.site import Site

NEEDED = ("fastapi", "uvicorn", "websockets", "argon2", "pydantic_settings", "python_multipart")
PICTURE_BYTES = 1_000_000
"""Of a message to live coaching."""

END_S = 3
"""How long open connections may go on when the server is asked to end."""

users = typer.Typer(no_args_is_help=True, help="Who may use `squatform serve`, by password.")

_Data = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="Folder for all that is kept.")
]
_Address = Annotated[
    str | None,
    typer.Option("--database", metavar="URL", help="Address of the database, for SQLAlchemy."),
]
_Files = Annotated[
    str | None,
    typer.Option("--files", metavar="URL", help="Folder or fsspec address for clips."),
]


def serve(
    host: Annotated[
        str | None, typer.Option(help="Where to listen.", show_default="127.0.0.1")
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", "-p", min=0, max=65_535, show_default="8000")
    ] = None,
    data: _Data = None,
    database: _Address = None,
    files: _Files = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Of a Dask scheduler that does the work."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", "-w", min=1, help="Processes on this machine; default: cores."),
    ] = None,
    memory: Annotated[
        str | None, typer.Option(metavar="SIZE", help="Limit of each process, such as '2 GB'.")
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(help="Secret that lets in; better in SQUATFORM_TOKEN, unseen by others."),
    ] = None,
    names: Annotated[
        list[str] | None,
        typer.Option("--name", help="Name by which browsers reach it; may be repeated."),
    ] = None,
    https: Annotated[
        bool | None,
        typer.Option("--https/--http", help="Whether a proxy serves it by https."),
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", "-m", help="Pose model: lite, full or heavy.")
    ] = None,
) -> None:
    r"""Serve the web pages: send clips, be coached live, see progress.

    With nothing set up it is for this machine only. Each option is a setting too, SQUATFORM_HOST
    for --host; SQUATFORM_LIMITS__CLIP_MB and the like set limits.

    [bold]Examples[/bold]

      squatform serve

      squatform serve --port 9000 --data ~/squats

      SQUATFORM_TOKEN=a-long-secret squatform serve --host 0.0.0.0 --name squats.example.org --https

      squatform serve --database postgresql://user@host/name --files s3://bucket/squats \
      --scheduler tcp://host:8786

    [bold]Exit codes[/bold]: 0 ended · 1 this machine could not do it · 2 wrong usage.
    """
    _ensure_installed()
    # what follows brings in FastAPI, Dask and OpenCV: `--help` should not wait for them
    from squatform.pose.provider import model_path
    from squatform.web.settings import load_settings

    settings = load_settings(
        host=host,
        port=port,
        data=data,
        database=database,
        files=files,
        scheduler=scheduler,
        workers=workers,
        memory=memory,
        token=token,
        names=tuple(names) if names else None,
        https=https,
        model=model,
    )
    model_path(settings.model, notify=_tell)
    with _opened(settings) as site:
        site.access.ensure_safe()
        _run(site)


@users.command("add")
def add(name: str, data: _Data = None, database: _Address = None) -> None:
    """Add a user; the password is asked for."""
    _ensure_installed()
    from squatform.web.access import add_user

    password = _password()
    with _database(data, database) as opened, opened.writing() as session:
        add_user(session, name, password)
    typer.echo(f"Added {name}.")


@users.command("password")
def password(name: str, data: _Data = None, database: _Address = None) -> None:
    """Change a password; the user is logged out everywhere."""
    _ensure_installed()
    from squatform.web.access import change_password

    new = _password()
    with _database(data, database) as opened, opened.writing() as session:
        change_password(session, name, new)
    typer.echo(f"Changed the password of {name}.")


@users.command("list")
def list_users(data: _Data = None, database: _Address = None) -> None:
    """List users."""
    _ensure_installed()
    from squatform.web.access import users as all_users

    with _database(data, database) as opened, opened.reading() as session:
        for user in all_users(session):
            typer.echo(user.name)


@users.command("remove")
def remove(name: str, data: _Data = None, database: _Address = None, files: _Files = None) -> None:
    """Remove a user with all clips and the history."""
    _ensure_installed()
    from squatform.web.access import find_user, remove_user
    from squatform.web.app import open_site
    from squatform.web.settings import load_settings

    site = open_site(load_settings(data=data, database=database, files=files))
    with site.database:
        with site.database.writing() as session:
            clips = remove_user(session, find_user(session, name))
        for clip_id in clips:
            site.files.remove(clip_id)
    typer.echo(f"Removed {name}.")


def _ensure_installed() -> None:
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"The web pages need {missing[0].replace('_', '-')}, which is not installed: "
            "pip install 'squatform[web]'"
        )


@contextmanager
def _opened(settings: Settings) -> Iterator[Site]:
    """Open what is served, for one server at a time."""
    from filelock import FileLock, Timeout

    from squatform.web.app import open_site

    settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        # two would take the same clips from the queue
        with FileLock(settings.folder / "serve.lock", timeout=0):
            yield open_site(settings)
    except Timeout:
        raise UsageError(
            f"A server runs on {settings.folder} already. End it, or name another folder by --data."
        ) from None


def _run(site: Site) -> None:
    import uvicorn

    from squatform.web.app import create_app

    settings = site.settings
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    logging.getLogger("squatform.web").setLevel(logging.INFO)
    config = uvicorn.Config(
        create_app(site),
        log_config=None,
        access_log=False,
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=PICTURE_BYTES,
        ws_per_message_deflate=False,
        proxy_headers=False,
        timeout_graceful_shutdown=END_S,
    )
    listening = _socket(settings.host, settings.port)
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    _tell(f"http://{shown}:{listening.getsockname()[1]}  (Ctrl-C ends)")
    uvicorn.Server(config).run(sockets=[listening])


def _socket(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise UsageError(
            f"Cannot listen on {host}, port {port}: {error.strerror}. Name another by --port."
        ) from error
    return listening


@contextmanager
def _database(data: Path | None, url: str | None) -> Iterator[Database]:
    from squatform.history.database import open_database
    from squatform.web.settings import load_settings

    with open_database(load_settings(data=data, database=url).database_url) as opened:
        yield opened


def _password() -> str:
    asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked


def _tell(message: str) -> None:
    typer.echo(message, err=True)
