"""Moves the limits of an exercise for one lifter, and says so."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field, model_validator

from squatform.errors import UsageError
from squatform.form.profile import CheckProfile, DepthRule, Limit, Profile
from squatform.texts import texts

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Grades = tuple[float, float, float]


class _Change(BaseModel):
    """How the grades of one limit move."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    check: str
    measure: str
    shift: float | None = None
    at_least: float | None = None
    set: Grades | None = None
    source: str

    @model_validator(mode="after")
    def _one_way(self) -> _Change:
        if sum(way is not None for way in (self.shift, self.at_least, self.set)) != 1:
            raise ValueError("one of shift, at_least and set")
        return self

    def of(self, limit: Limit) -> Limit:
        """Give the limit after the change."""
        if self.set is not None:
            grades = self.set
        else:
            wanted = 0.0 if self.at_least is None else max(0.0, self.at_least - limit.mild)
            by = wanted if self.shift is None else self.shift
            grades = (limit.mild + by, limit.moderate + by, limit.severe + by)
        mild, moderate, severe = grades
        update = {"mild": mild, "moderate": moderate, "severe": severe}
        if grades == limit.grades:
            return limit
        return limit.model_copy(update={**update, "source": f"{limit.source} {self.source}"})


class _Judged(BaseModel):
    """A check without its words, which are in the texts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    priority: int
    limits: tuple[Limit, ...]


class _Adjustment(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    changes: tuple[_Change, ...] = ()
    judge: dict[str, _Judged] = Field(
        default_factory=dict, description="Checks that are judged for this lifter alone."
    )


class _Adjustments(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    depth_rules: dict[str, _Adjustment]
    levels: dict[str, _Adjustment]
    limits: dict[str, _Adjustment] = Field(description="By the name that `--limit` takes.")


def known_levels() -> list[str]:
    """Levels of experience, the lowest first."""
    return list(_adjustments().levels)


def known_limits() -> list[str]:
    """Names of the limits a lifter may have."""
    return list(_adjustments().limits)


def adjusted(
    profile: Profile,
    *,
    level: str | None = None,
    limits: Iterable[str] = (),
    depth_rule: DepthRule | None = None,
) -> Profile:
    """Move the limits of a profile for one lifter.

    Parameters
    ----------
    profile : Profile
        As loaded.
    level : str, optional
        One of `known_levels`.
    limits : iterable of str
        Of `known_limits`.
    depth_rule : DepthRule, optional
        In place of the profile's own.

    Returns
    -------
    Profile
        With what was changed in `adjustments`.

    Raises
    ------
    UsageError
        If a level or limit is unknown.
    """
    known = _adjustments()
    profile = profile.model_copy(update={"depth_rule": depth_rule or profile.depth_rule})
    wanted = [(name, _named("level", name, known.levels)) for name in [level] if name]
    # a rule is the same for everybody, and only a limit of the body goes before it
    rule = profile.depth_rule
    wanted += [(rule, known.depth_rules[rule])] if rule in known.depth_rules else []
    wanted += [(name, _named("limit", name, known.limits)) for name in dict.fromkeys(limits)]
    for name, adjustment in wanted:
        profile = _applied(profile, name, adjustment)
    return profile


def _named(kind: str, name: str, known: dict[str, _Adjustment]) -> _Adjustment:
    if name not in known:
        raise UsageError(f"There is no {kind} '{name}'. Choose from: {', '.join(known)}.")
    return known[name]


def _applied(profile: Profile, name: str, adjustment: _Adjustment) -> Profile:
    checks = dict(profile.checks)
    moved: list[str] = []
    for change in adjustment.changes:
        check = checks.get(change.check)
        if check is None:
            continue
        pairs = [(old, _changed(old, change)) for old in check.limits]
        new = tuple(limit for _, limit in pairs)
        checks[change.check] = check.model_copy(update={"limits": new})
        moved += [text for old, limit in pairs for text in _told(change.check, old, limit)]
    for added, judged in adjustment.judge.items():
        cue = texts().cues[added].external
        table = CheckProfile(priority=judged.priority, cue=cue, limits=judged.limits)
        checks.setdefault(added, table)
        moved.append(f"{added.replace('_', ' ')} is judged")
    words = texts().adjustments[name]
    what = "; ".join(moved) if moved else "no limit of this exercise moves"
    sentence = f"{words.title} ({words.why}): {what}."
    update = {
        "checks": checks,
        "not_judged": {k: why for k, why in profile.not_judged.items() if k not in checks},
        "lifter": (*profile.lifter, name),
        "adjustments": (*profile.adjustments, sentence),
    }
    return profile.model_copy(update=update)


def _changed(limit: Limit, change: _Change) -> Limit:
    return change.of(limit) if limit.measure == change.measure else limit


def _told(check: str, old: Limit, new: Limit) -> Iterator[str]:
    if old.grades == new.grades:
        return
    before, after = ("/".join(f"{grade:g}" for grade in limit.grades) for limit in (old, new))
    what = " ".join(dict.fromkeys([check.replace("_", " "), new.measure.replace("_", " ")]))
    gap = "" if new.unit in {"°", "%"} else " "
    yield f"{what} from {after}{gap}{new.unit} instead of {before}{gap}{new.unit}".replace("-", "−")


@cache
def _adjustments() -> _Adjustments:
    text = files(__package__).joinpath("_adjustments.toml").read_text(encoding="utf-8")
    return _Adjustments.model_validate(tomllib.loads(text))
