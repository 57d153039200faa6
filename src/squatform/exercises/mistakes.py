"""What is wrong with a profile, one sentence a mistake: the file, the key, what is allowed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from squatform.form.judge import CHECK_NAMES, SET_CHECKS
from squatform.form.profile import CheckProfile, Limit, Profile
from squatform.form.readings import MEASURES
from squatform.form.set_readings import SET_MEASURES

_TYPES = {
    "string": "text in quotation marks",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a table",
}
"""Types of JSON Schema in words."""

RANGES: Mapping[str, tuple[float, float]] = {
    "°": (-180.0, 180.0),
    "s": (0.0, 60.0),
    "%": (-100.0, 100.0),
    "cm": (-300.0, 300.0),
}
"""Between which numbers a limit can lie, by unit; shares lie within `SHARE_RANGE`."""

SHARE_RANGE = (-10.0, 10.0)

_UNWRITTEN = {"lifter", "adjustments"}
"""Fields that no file sets."""


def mistakes(file: str, error: ValidationError, data: Mapping[str, Any]) -> Iterator[str]:
    """Say what pydantic found in the table `data`."""
    details = error.errors()
    for detail in details:
        path = detail["loc"]
        # a list with a mistake in it is reported once more as a whole
        if not any(other["loc"][: len(path)] == path != other["loc"] for other in details):
            yield f"{file}: {_sentence(detail, data)}"


def unknown_names(file: str, profile: Profile) -> Iterator[str]:
    """Say which checks, measures, units and numbers of a profile cannot be."""
    for name, check in profile.checks.items():
        if name not in CHECK_NAMES:
            yield f"{file}: checks.{name}: there is no such check. Allowed: {_listed(CHECK_NAMES)}."
            continue
        for limit in check.limits:
            for mistake in _impossible(name, limit):
                yield f"{file}: checks.{name}.limits[{limit.measure}].{mistake}"


def _impossible(check: str, limit: Limit) -> Iterator[str]:
    units = SET_MEASURES if check in SET_CHECKS else MEASURES
    if limit.measure not in units:
        yield f"measure: there is no such measure. Allowed: {_listed(units)}."
        return
    unit = units[limit.measure]
    if limit.unit != unit:
        yield f"unit is {_shown(limit.unit)}. Allowed: {_shown(unit)}."
        return
    low, high = RANGES.get(unit, SHARE_RANGE)
    for name, grade in zip(("mild", "moderate", "severe"), limit.grades, strict=True):
        if not low <= grade <= high:
            yield f"{name} is {grade:g}. Allowed: a number from {low:g} to {high:g}."


def written_keys(model: type[BaseModel]) -> list[str]:
    """Keys that a table of a profile may have."""
    return [name for name in model.model_fields if name not in _UNWRITTEN]


def _sentence(detail: ErrorDetails, data: Mapping[str, Any]) -> str:
    path, kind = detail["loc"], detail["type"]
    at = _key(path, data)
    if kind == "missing":
        return f"{at} is missing. Allowed: {_allowed(path)}."
    if kind == "extra_forbidden":
        return f"{at}: there is no such key. Allowed: {_listed(written_keys(_model(path)))}."
    if kind == "value_error":
        return f"{at}: {detail['msg'].removeprefix('Value error, ')}."
    return f"{at} is {_shown(detail['input'])}. Allowed: {_allowed(path) or detail['msg']}."


def _key(path: Sequence[int | str], data: Any) -> str:
    """Name a place, a limit by its measure: files of parent and child count them differently."""
    parts: list[str] = []
    for step in path:
        data = _inside(data, step)
        if isinstance(step, int):
            measure = data.get("measure") if isinstance(data, dict) else None
            parts[-1] += f"[{measure or step + 1}]"
        else:
            parts.append(step)
    return ".".join(parts)


def _inside(data: Any, step: int | str) -> Any:
    if isinstance(data, dict):
        return data.get(str(step))
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return None


def _model(path: Sequence[int | str]) -> type[BaseModel]:
    """Give the table in which the last key of a path stands."""
    names = [step for step in path[:-1] if isinstance(step, str)]
    if "limits" in names:
        return Limit
    return CheckProfile if names[:1] == ["checks"] else Profile


def _allowed(path: Sequence[int | str]) -> str:
    """Say what a key may hold, as its JSON Schema tells."""
    names = [step for step in path if isinstance(step, str)]
    field = _model(path).model_json_schema()["properties"].get(names[-1], {})
    if isinstance(path[-1], int):
        field = field.get("items", {})
    values = field.get("enum") or field.get("items", {}).get("enum")
    if values:
        return _listed(values)
    if "pattern" in field:
        return "small letters, digits and underscores, beginning with a letter"
    words = _TYPES.get(field.get("type", "object"), "")
    if field.get("minLength") or field.get("minItems"):
        words += " that is not empty"
    if "minimum" in field:
        words += f" from {field['minimum']} to {field['maximum']}"
    return words


def _listed(names: Iterator[str] | Sequence[str] | Mapping[str, Any]) -> str:
    return ", ".join(names)


def _shown(given: object) -> str:
    text = json.dumps(given, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."
