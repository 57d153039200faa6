"""How the server runs: everything has a value that works with nothing set up."""

from __future__ import annotations

import os
from ipaddress import ip_address
from pathlib import Path

import platformdirs
from pydantic import BaseModel, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from squatform.errors import UsageError
from squatform.pose.provider import DEFAULT_MODEL

MEGABYTE = 1_000_000


class Limits(BaseModel):
    """What one may ask of the server; past it there is a 4xx answer that says so.

    Attributes
    ----------
    clip_mb : int
        Size of a clip.
    clip_s : float
        Its length, seconds.
    clip_megapixels : float
        Its picture; 4K has 8.3.
    stored_mb : int
        All clips of a user.
    unfinished, queued : int
        Uploads that a user has begun, clips that wait for analysis.
    uploads : int
        Pieces that a user sends at the same time.
    live, live_each : int
        Sessions before a camera at the same time, in all and of one user.
    live_s : float
        Length of such a session, seconds.
    idle_s : float
        Time without a byte, or a picture, after which a connection is closed.
    least_bytes_s : float
        Bytes a second under which an upload is too slow.
    logins : int
        Wrong passwords in a minute.
    watchers : int
        Pages of a user that follow progress.
    """

    clip_mb: int = Field(2_000, gt=0)
    clip_s: float = Field(900.0, gt=0)
    clip_megapixels: float = Field(9.0, gt=0)
    stored_mb: int = Field(50_000, gt=0)
    unfinished: int = Field(100, gt=0)
    queued: int = Field(200, gt=0)
    uploads: int = Field(64, gt=0)
    live: int = Field(4, ge=0)
    live_each: int = Field(4, ge=0)
    live_s: float = Field(3_600.0, gt=0)
    idle_s: float = Field(30.0, gt=0)
    least_bytes_s: float = Field(1_000.0, ge=0)
    logins: int = Field(10, gt=0)
    watchers: int = Field(12, gt=0)


class Settings(BaseSettings):
    """Settings of the server, each by an environment variable `SQUATFORM_NAME` or an option.

    A limit is set by `SQUATFORM_LIMITS__NAME`.

    Attributes
    ----------
    host, port : str, int
        Where it listens.
    data : Path
        Folder for all it keeps, unless the next two say otherwise.
    database : str or None
        Address for SQLAlchemy.
    files : str or None
        Folder or fsspec address for clips and reports.
    scheduler : str or None
        Address of a Dask scheduler that does the work.
    workers : int
        Processes of this machine that do it otherwise.
    memory : str
        Of each process, such as "2 GB".
    token : SecretStr or None
        Whoever has it may use the server.
    names : tuple of str
        Names under which browsers reach the server, besides `host` and those of this machine.
    https : bool
        Whether browsers reach it by https, through a proxy.
    model : str
        Pose model.
    limits : Limits
        What one may ask of it.
    """

    model_config = SettingsConfigDict(
        env_prefix="SQUATFORM_", env_nested_delimiter="__", extra="ignore", frozen=True
    )

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65_535)
    data: Path | None = None
    database: str | None = None
    files: str | None = None
    scheduler: str | None = None
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1)
    memory: str = "auto"
    token: SecretStr | None = Field(None, min_length=16)
    names: tuple[str, ...] = ()
    https: bool = False
    model: str = DEFAULT_MODEL
    limits: Limits = Limits()

    @property
    def folder(self) -> Path:
        """Folder for all that is kept on this machine."""
        return (self.data or Path(platformdirs.user_data_dir("squatform"))).expanduser().absolute()

    @property
    def database_url(self) -> str:
        """Address of the database: with nothing set up, the one that the command line uses."""
        return self.database or str(self.folder / "history.db")

    @property
    def files_url(self) -> str:
        """Address of clips and reports."""
        return self.files or str(self.folder / "files")

    @property
    def is_private(self) -> bool:
        """Whether only this machine can reach it."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches an address."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def load_settings(**options: object) -> Settings:
    """Give the settings of the environment, with `options` that are not None in their place.

    Raises
    ------
    UsageError
        If one is out of range.
    """
    given = {name: value for name, value in options.items() if value is not None}
    try:
        return Settings.model_validate({**Settings().model_dump(), **given})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"The setting {name} is wrong: {first['msg']}.") from None
