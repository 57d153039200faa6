"""Soreness or a sign to have looked at: what a log of days says, and when to squat again.

Nothing here names an injury or the risk of one. Muscle soreness begins hours after training, is
worst between one and three days after it and gone within a week (Cheung, Hume and Maxwell 2003,
Sports Med 33(2)); what lasts longer, grows, spreads, comes at night or numbs is for a doctor or
physical therapist. A change of 2 on a scale of 0 to 10 is one that people notice (Farrar et al.
2001, Pain 94(2)). The red flags are those of emergency guidance for the lower back. Days between
sessions and steps of load are conventions of coaches.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator

from squatform.results import Pain
from squatform.texts import HistoryWords, texts

Kind = Literal["soreness", "ache", "sharp", "spreading", "numbness"]
Sign = Literal[
    "at_night",
    "earlier",
    "stops_movement",
    "daily_life",
    "saddle",
    "bladder_bowel",
    "both_legs",
]
Level = Literal["none", "normal", "careful", "see_somebody", "urgent"]

KINDS: tuple[Kind, ...] = get_args(Kind)
SIGNS: tuple[Sign, ...] = get_args(Sign)
LEVELS: tuple[Level, ...] = get_args(Level)
"""From nothing to the most urgent."""

RED_FLAGS: frozenset[Sign] = frozenset({"saddle", "bladder_bowel", "both_legs"})

GAP_DAYS = 3
"""Entries of a place farther apart than this are of two occasions, and one this old has passed."""

FLAG_DAYS = 14
"""How long a warning sign counts, unless the place is told to be well again."""

WORST_DAYS = 3
"""For so long soreness may grow."""

LINGERS_DAYS = {"soreness": 5, "ache": 3}
WORSE_BY = 2
STRONG = 7
FADED = 3
"""Of 10: soreness that is no reason to wait."""

REST_DAYS = 2
BREAK_DAYS = 14
JUMP = 1.10
"""A step of load above this is told."""

BEFORE_DAYS = 28


class Entry(BaseModel):
    """What an athlete notes on a day of one place of the body."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: dt.date
    place: str = Field(min_length=1, max_length=200, description="In the athlete's words.")
    degree: int = Field(ge=0, le=10, description="0 well again, 10 the worst imaginable.")
    kind: Kind = "soreness"
    signs: tuple[Sign, ...] = ()
    note: str = Field(default="", max_length=10_000)

    @field_validator("place", "note")
    @classmethod
    def _printable(cls, text: str) -> str:
        if any(ord(character) < 32 and character not in "\n\r\t" for character in text):
            raise ValueError("no control characters")
        return text.strip()


@dataclass(frozen=True, slots=True)
class Trained:
    """A day of squats.

    Attributes
    ----------
    date : date
        The day.
    heaviest_kg : float or None
        Of its sets, where told.
    pain : Pain or None
        The worst that was told before its sets.
    """

    date: dt.date
    heaviest_kg: float | None = None
    pain: Pain | None = None


@dataclass(frozen=True, slots=True)
class Guidance:
    """What to make of it.

    Attributes
    ----------
    level : str
        "none", "normal" soreness, "careful", "see_somebody", "urgent".
    summary : str
        That in words.
    reasons : tuple of str
        What decided, the gravest first.
    schedule : tuple of str
        When and how to squat again.
    red_flags : tuple of str
        What to go to an emergency department for, wherever something hurts.
    disclaimer : str
        To be shown with it.
    """

    level: Level
    summary: str
    reasons: tuple[str, ...]
    schedule: tuple[str, ...]
    red_flags: tuple[str, ...]
    disclaimer: str


def guidance(
    entries: Iterable[Entry], trained: Iterable[Trained] = (), today: dt.date | None = None
) -> Guidance:
    """Say what a log comes to today.

    Parameters
    ----------
    entries : iterable of Entry
        In any order; those of days to come do not count.
    trained : iterable of Trained
        Days of squats, in any order.
    today : date, optional
        By default that of this machine.
    """
    today = today or dt.date.today()
    days = sorted((day for day in trained if day.date <= today), key=lambda day: day.date)
    occasions = _occasions([entry for entry in entries if entry.date <= today])
    found = [reason for occasion in occasions for reason in _reasons(occasion, today)]
    found += [
        ("see_somebody", texts().history.reasons["set_sharp"].format(date=day.date))
        for day in days[-1:]
        if day.pain == "sharp" and (today - day.date).days <= GAP_DAYS
    ]
    found.sort(key=lambda reason: -LEVELS.index(reason[0]))
    level = found[0][0] if found else "none"
    open_now = [o[-1] for o in occasions if _is_open(o, today, GAP_DAYS)]
    return Guidance(
        level=level,
        summary=texts().history.levels[level],
        reasons=tuple(dict.fromkeys(text for _, text in found)),
        schedule=tuple(_schedule(level, open_now, days, today)),
        red_flags=texts().pain.red_flags if level not in ("none", "normal") else (),
        disclaimer=texts().pain.disclaimer,
    )


def _occasions(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Group entries by place, and within it by days that follow each other; one a day."""
    places: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=_order):
        places.setdefault(entry.place.casefold(), []).append(entry)
    occasions = []
    for of_place in places.values():
        occasions.append(of_place[:1])
        for before, entry in pairwise(of_place):
            apart = (entry.date - before.date).days > GAP_DAYS
            if apart or (before.degree == 0 and before.date < entry.date):
                occasions.append([])
            occasions[-1].append(entry)
    return occasions


def _order(entry: Entry) -> tuple[dt.date, int, int]:
    return entry.date, entry.degree, KINDS.index(entry.kind)


def _is_open(occasion: Sequence[Entry], today: dt.date, days: int) -> bool:
    last = occasion[-1]
    return last.degree > 0 and (today - last.date).days <= days


def _reasons(occasion: Sequence[Entry], today: dt.date) -> list[tuple[Level, str]]:
    """Say what is to be said of one occasion, each with how grave it is."""
    words = texts().history
    place = occasion[-1].place
    found: list[tuple[Level, str]] = []
    if _is_open(occasion, today, FLAG_DAYS):
        signs = dict.fromkeys(sign for entry in occasion for sign in entry.signs)
        found += [_of_sign(sign, place, words) for sign in signs]
        kinds = dict.fromkeys(entry.kind for entry in occasion)
        found += [
            ("see_somebody", words.reasons[kind].format(place=place))
            for kind in kinds
            if kind in ("sharp", "spreading", "numbness")
        ]
    if _is_open(occasion, today, GAP_DAYS) and not found:
        found += _of_course(occasion, words)
    return found


def _of_sign(sign: Sign, place: str, words: HistoryWords) -> tuple[Level, str]:
    told = words.signs[sign]
    if sign in RED_FLAGS:
        return "urgent", words.reasons["red_flag"].format(place=place, sign=told)
    return "see_somebody", words.reasons["sign"].format(place=place, sign=told)


def _of_course(occasion: Sequence[Entry], words: HistoryWords) -> list[tuple[Level, str]]:
    """Judge soreness or an ache by how it goes on."""
    first, last = occasion[0], occasion[-1]
    days = (last.date - first.date).days
    least = min(entry.degree for entry in occasion)
    say = {"place": last.place, "days": days + 1, "degree": last.degree, "before": least}
    if days >= LINGERS_DAYS[last.kind]:
        return [("see_somebody", words.reasons["lingering"].format(**say))]
    may_grow = last.kind == "soreness" and days < WORST_DAYS
    if last.degree >= least + WORSE_BY and not may_grow:
        return [("see_somebody", words.reasons["worsening"].format(**say))]
    if last.degree >= STRONG:
        return [("careful", words.reasons["strong"].format(**say))]
    if last.kind == "ache":
        return [("careful", words.reasons["ache"].format(**say))]
    return [("normal", words.reasons["normal"].format(**say))]


def _schedule(
    level: Level, open_now: Sequence[Entry], days: Sequence[Trained], today: dt.date
) -> list[str]:
    words = texts().history.schedule
    if level in ("see_somebody", "urgent"):
        return [words["stop"]]
    told = []
    rested = days[-1].date + dt.timedelta(days=REST_DAYS) if days else today
    if any(entry.degree > FADED for entry in open_now):
        told.append(words["sore"].format(degree=FADED))
    elif rested > today:
        told.append(words["wait"].format(date=rested))
    elif days:
        told.append(words["today"])
    if days and (away := (today - days[-1].date).days) >= BREAK_DAYS:
        told.append(words["back"].format(days=away))
    jump = _jump(days)
    if jump is not None:
        told.append(words["jump"].format(load=f"{jump[0]:g}", percent=f"{jump[1]:.0f}"))
    return told


def _jump(days: Sequence[Trained]) -> tuple[float, float] | None:
    """Load of the last day and by how many percent it is above the most of four weeks before."""
    loaded = [(day.date, day.heaviest_kg) for day in days if day.heaviest_kg]
    if len(loaded) < 2:
        return None
    date, load = loaded[-1]
    before = [kg for day, kg in loaded[:-1] if (date - day).days <= BEFORE_DAYS]
    if not before or load <= JUMP * max(before):
        return None
    return load, 100.0 * (load / max(before) - 1.0)
