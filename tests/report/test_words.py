import itertools

import pytest

from squatform.report.words import (
    STATUS_STYLES,
    finding_text,
    overall,
    quantity_text,
    title,
    worst,
)

from .material import finding


@pytest.mark.parametrize(
    ("value", "sigma", "unit", "text"),
    [
        (-0.3, 8.0, "°", "0±8°"),
        (37.4, 3.0, "°", "37±3°"),
        (-2.0, None, "°", "−2°"),
        (0.834, 0.047, "s", "0.83±0.05 s"),
        (0.1, 0.02, "of standing leg", "0.10±0.02 of standing leg"),
    ],
)
def test_quantities_carry_their_uncertainty(value, sigma, unit, text):
    assert quantity_text(value, sigma, unit) == text


def test_findings_in_words():
    assert finding_text(finding()) == "Depth: severe, 37±3° (limit\N{NO-BREAK SPACE}5°)"
    assert finding_text(finding(status="not_assessed")) == "Depth: not assessed"
    assert (title("eccentric_s"), title("trunk_lean")) == ("Eccentric", "Trunk lean")


@pytest.mark.parametrize(
    ("statuses", "whole"),
    [
        (["ok", "ok"], "ok"),
        (["ok", "not_assessed"], "not_assessed"),
        (["not_assessed", "mild", "ok"], "mild"),
        (["borderline", "not_assessed"], "borderline"),
        ([], "not_assessed"),
    ],
)
def test_a_whole_is_never_ok_where_a_part_was_not_assessed(statuses, whole):
    assert overall([finding(status=status) for status in statuses]) == whole


def test_the_gravest_comes_first():
    findings = [finding(status=s) for s in ("ok", "severe", "not_assessed", "borderline", "mild")]
    order = [f.status for f in worst(findings)]
    assert order == ["severe", "mild", "borderline", "ok", "not_assessed"]


def luminance(colour):
    """Relative luminance (WCAG 2.2)."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (value / 255 for value in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# Matrices for full severity, linear RGB: Machado, Oliveira and Fernandes 2009.
DEFICIENCIES = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
}


def seen(colour, matrix):
    import cv2
    import numpy as np

    linear = np.where(
        (c := np.array(colour) / 255) <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4
    )
    mixed = np.clip(np.array(matrix) @ linear, 0, 1)
    srgb = np.where(mixed <= 0.0031308, 12.92 * mixed, 1.055 * mixed ** (1 / 2.4) - 0.055)
    return cv2.cvtColor(srgb.astype(np.float32)[None, None], cv2.COLOR_RGB2LAB)[0, 0]


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_colour_blind_people_tell_statuses_apart(deficiency):
    import numpy as np

    matrix = DEFICIENCIES[deficiency]
    for a, b in itertools.combinations(STATUS_STYLES.values(), 2):
        assert np.linalg.norm(seen(a.colour, matrix) - seen(b.colour, matrix)) > 9
    assert len({style.symbol for style in STATUS_STYLES.values()}) == len(STATUS_STYLES)


def test_black_text_can_be_read_on_every_status():
    for style in STATUS_STYLES.values():
        assert (luminance(style.colour) + 0.05) / 0.05 > 5
