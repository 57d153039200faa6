"""A profile on top of the one it extends: each file says only what differs."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

Table = dict[str, Any]

DROP = "drop"
"""Key that takes a limit of the parent away."""


def merged(parent: Table, child: Table) -> Table:
    """Lay one profile, as read from TOML, over another.

    Tables are merged key by key, limits measure by measure. A check that the child does not judge
    goes, one that it judges again comes back. Anything of the wrong kind is kept as it is, for
    validation to find.
    """
    result = {**deepcopy(parent), **deepcopy(child)}
    checks, unjudged = (_tables(parent.get(key)) for key in ("checks", "not_judged"))
    own_checks, own_unjudged = (child.get(key, {}) for key in ("checks", "not_judged"))
    if isinstance(own_checks, dict):
        kept = {name: check for name, check in checks.items() if name not in _tables(own_unjudged)}
        laid = {name: _check(checks.get(name), check) for name, check in own_checks.items()}
        result["checks"] = {**kept, **laid}
    if isinstance(own_unjudged, dict):
        kept = {k: why for k, why in unjudged.items() if k not in _tables(own_checks)}
        result["not_judged"] = {**kept, **own_unjudged}
    return result


def without_drops(profile: Table) -> Table:
    """Take out what says only that something of a parent goes."""
    checks = {
        name: {**check, "limits": [limit for limit in limits if not _dropped(limit)]}
        if isinstance(check, dict) and isinstance(limits := check.get("limits"), list)
        else check
        for name, check in _tables(profile.get("checks")).items()
    }
    return {**profile, "checks": checks} if isinstance(profile.get("checks"), dict) else profile


def _check(parent: Any, child: Any) -> Any:
    if not isinstance(parent, dict) or not isinstance(child, dict):
        return child
    result = {**parent, **child}
    limits, own = parent.get("limits", []), child.get("limits")
    if isinstance(own, list):
        result["limits"] = _limits(limits, own)
    return result


def _limits(parent: list[Any], child: list[Any]) -> list[Any]:
    result = list(parent)
    for own in child:
        places = [k for k, limit in enumerate(result) if _same(limit, own)]
        if places and isinstance(own, dict):
            result[places[0]] = {**result[places[0]], **own}
        else:
            result.append(own)
    return result


def _same(a: Any, b: Any) -> bool:
    """Whether two limits are on the same measure and, if both say so, the same way and view."""
    if not isinstance(a, dict) or not isinstance(b, dict) or a.get("measure") != b.get("measure"):
        return False
    return all(None in pair or pair[0] == pair[1] for pair in zip(_way(a), _way(b), strict=True))


def _way(limit: Table) -> tuple[Any, bool | None]:
    """From where a limit is seen, and whether more is worse; None where it does not say."""
    mild, severe = limit.get("mild"), limit.get("severe")
    if isinstance(mild, (int, float)) and isinstance(severe, (int, float)):
        return limit.get("views"), mild < severe
    return limit.get("views"), None


def _dropped(limit: Any) -> bool:
    return isinstance(limit, dict) and limit.get(DROP) is True


def _tables(value: Any) -> Table:
    return value if isinstance(value, dict) else {}
