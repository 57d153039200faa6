"""From scored clips to the figures that are published."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

from benchmarks.accuracy.score import (
    ANGLES,
    BY_LIMITS,
    FAULTY,
    OUT_OF_VIEW,
    TIMES,
    ClipScore,
    Verdict,
)
from benchmarks.accuracy.statistics import (
    area_under_curve,
    count_figures,
    detection_figures,
    error_figures,
    within_sigma,
)

VIEWS = ("side", "oblique", "front", "back", "mixed")
BY_OUTLINE = ("back_rounding", "butt_wink")
"""Checks that a bar and its plates hide; without one they have a row of their own."""

LEAST_FOLLOWED = 0.97
"""Share of frames in which a lifter in full view should be found."""

METHODS = ("squatform", "plain 2-D", "world")


def all_figures(scores: Sequence[ClipScore]) -> dict[str, Any]:
    """Give every figure of a set of clips, ready for JSON."""
    used = [score for score in scores if score.refused is None]
    return {
        "clips": len(scores),
        "left_out": {score.clip: score.refused for score in scores if score.refused},
        "followed": _followed(used),
        "counting": _counting(used),
        "missed": [
            {"clip": s.clip, "view": s.view, "true": s.true_count, "counted": s.counted}
            for s in used
            if s.sure and s.counted != s.true_count
        ],
        "weak_labels": [
            {"clip": s.clip, "seen": s.seen_faults, "found": s.found_faults}
            for s in used
            if s.seen_faults
        ],
        "timing": {
            name: error_figures([e for score in used for e in score.times[name]]) for name in TIMES
        },
        "angles": _angles(used),
        "sigma": _sigma(used),
        "clean": _clean(used),
        "checks": _checks([v for score in used for v in score.verdicts if not v.near]),
        "near_limits": _near([v for score in used for v in score.verdicts]),
    }


def _followed(scores: Sequence[ClipScore]) -> dict[str, Any]:
    """Tell in what share of frames lifters were found, and in which clips least."""
    if not scores:
        return {}
    return {
        "mean": sum(score.followed for score in scores) / len(scores),
        "least": min(score.followed for score in scores),
        "below": [s.clip for s in scores if s.followed < LEAST_FOLLOWED],
    }


def _counting(scores: Sequence[ClipScore]) -> dict[str, Any]:
    sure = [score for score in scores if score.sure]
    if not sure:
        return {}
    true = [score.true_count for score in sure]
    return {
        "squatform": count_figures([score.counted for score in sure], true),
        "up/down counter": count_figures([score.baseline_count for score in sure], true),
        "negatives": sum(score.kind == "negative" for score in sure),
        "negatives with none": sum(
            score.kind == "negative" and score.counted == 0 for score in sure
        ),
    }


def _angles(scores: Sequence[ClipScore]) -> dict[str, Any]:
    errors = [error for score in scores for error in score.angles]
    return {
        measure: {
            view: {
                method: figures
                for method in METHODS
                if (
                    figures := error_figures(
                        [
                            e.error
                            for e in errors
                            if (e.measure, e.view, e.method) == (measure, view, method)
                        ]
                    )
                )
            }
            for view in VIEWS
            if any(e.view == view for e in errors)
        }
        for measure in ANGLES
    }


def _sigma(scores: Sequence[ClipScore]) -> dict[str, Any]:
    errors = [e for score in scores for e in score.angles if e.sigma is not None]
    return {
        measure: within_sigma(
            [e.error for e in errors if e.measure == measure],
            [e.sigma for e in errors if e.measure == measure and e.sigma is not None],
        )
        for measure in ANGLES
    }


def _checks(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for check, view in product((*BY_LIMITS, *FAULTY), ("all", *VIEWS)):
        chosen = [v for v in verdicts if v.check == check and view in ("all", v.view)]
        if chosen:
            figures.setdefault(check, {})[view] = _check(chosen)
        bare = [v for v in chosen if not v.bar]
        if view == "side" and check in BY_OUTLINE and 0 < len(bare) < len(chosen):
            figures[check]["side, no bar"] = _check(bare)
    return figures


def _near(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Give the figures of checks by limits with repetitions near their limits counted too."""
    by_check = {name: [v for v in verdicts if v.check == name] for name in BY_LIMITS}
    return {
        name: {"near": sum(v.near for v in chosen), **_check(chosen)}
        for name, chosen in by_check.items()
        if chosen
    }


def _clean(scores: Sequence[ClipScore]) -> dict[str, Any]:
    clean = [fine for score in scores for fine in score.clean]
    return {"n": len(clean), "found": clean.count(False)}


def _check(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    seen = [v for v in verdicts if v.excess is not None]
    faulty = [v.faulty for v in verdicts]
    flagged = [v.status in ("mild", "moderate", "severe") for v in verdicts]
    unseen = [v for v in verdicts if v.excess is None]
    return {
        "n": len(verdicts),
        "faulty": sum(faulty),
        "auc": area_under_curve(
            [v.excess for v in seen if v.faulty and v.excess is not None],
            [v.excess for v in seen if not v.faulty and v.excess is not None],
        ),
        **detection_figures(flagged, faulty),
        "always_yes_f1": detection_figures([True] * len(faulty), faulty)["f1"],
        "not_assessed": len(unseen) / len(verdicts),
        "borderline": sum(v.status == "borderline" for v in verdicts) / len(verdicts),
        "false_ok": sum(v.faulty and v.status == "ok" for v in verdicts) / max(1, sum(faulty)),
        "ok_out_of_view": sum(
            v.status == "ok" and v.view in OUT_OF_VIEW.get(v.check, ()) for v in verdicts
        ),
        "false_finding": sum(f and not t for f, t in zip(flagged, faulty, strict=True))
        / max(1, len(faulty) - sum(faulty)),
    }
