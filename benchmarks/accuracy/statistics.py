"""The figures of the accuracy table, each from plain lists."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def error_figures(errors: Sequence[float]) -> dict[str, float] | None:
    """Mean absolute error, bias and 95 % limits of agreement (Bland and Altman 1986)."""
    if not errors:
        return None
    e = np.asarray(errors)
    spread = 1.96 * float(e.std(ddof=1)) if len(e) > 1 else float("nan")
    return {
        "n": len(e),
        "mae": float(np.abs(e).mean()),
        "bias": float(e.mean()),
        "low": float(e.mean() - spread),
        "high": float(e.mean() + spread),
    }


def area_under_curve(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Share of pairs in which the faulty one has the larger value; ties count half."""
    if not positive or not negative:
        return None
    p, n = np.asarray(positive)[:, None], np.asarray(negative)[None, :]
    return float(((p > n) + 0.5 * (p == n)).mean())


def detection_figures(flagged: Sequence[bool], faulty: Sequence[bool]) -> dict[str, float | None]:
    """Precision, recall and F1 of flags against truth."""
    hits = sum(f and t for f, t in zip(flagged, faulty, strict=True))
    precision = hits / sum(flagged) if any(flagged) else None
    recall = hits / sum(faulty) if any(faulty) else None
    f1 = 2 * hits / (sum(flagged) + sum(faulty)) if any(flagged) or any(faulty) else None
    return {"precision": precision, "recall": recall, "f1": f1}


def count_figures(counted: Sequence[int], true: Sequence[int]) -> dict[str, float]:
    """Repetition counting: MAE in repetitions, off by one at most, exact."""
    off = np.abs(np.asarray(counted) - np.asarray(true))
    return {
        "n": len(off),
        "mae": float(off.mean()),
        "off_by_one": float((off <= 1).mean()),
        "exact": float((off == 0).mean()),
    }


def within_sigma(errors: Sequence[float], sigmas: Sequence[float]) -> dict[str, float] | None:
    """Share of errors within one and two standard errors; 68 % and 95 % if those are right."""
    if not errors:
        return None
    z = np.abs(np.asarray(errors)) / np.asarray(sigmas)
    return {"one": float((z <= 1).mean()), "two": float((z <= 2).mean())}
