"""What the video shows in writing, as captions for those who do not see it."""

from __future__ import annotations

from squatform.report.overlay import banners, phases
from squatform.report.words import finding_text, worst
from squatform.results import RepetitionResult, SetAnalysis


def captions(analysis: SetAnalysis) -> str:
    """Give WebVTT captions: the start of each repetition, then its verdict.

    Source of the format: W3C, WebVTT: The Web Video Text Tracks Format.
    """
    cues = ["WEBVTT"]
    for repetition, start_s, end_s in banners(analysis):
        begun = phases(repetition)
        until_s = begun[0].end_s if begun else repetition.bottom_s
        cues.append(_cue(repetition.start_s, until_s, f"Repetition {repetition.index}: going down"))
        cues.append(_cue(start_s, end_s, _verdict(repetition)))
    return "\n\n".join(cues) + "\n"


def _verdict(repetition: RepetitionResult) -> str:
    findings = worst(repetition.findings)
    lines = [f"Repetition {repetition.index}", *(finding_text(finding) for finding in findings)]
    lines += [repetition.cue] if repetition.cue else []
    return "\n".join(lines)


def _cue(start_s: float, end_s: float, text: str) -> str:
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    return f"{_clock(start_s)} --> {_clock(max(end_s, start_s + 0.1))}\n{safe}"


def _clock(time_s: float) -> str:
    minutes, seconds = divmod(time_s, 60)
    return f"{int(minutes // 60):02d}:{int(minutes % 60):02d}:{seconds:06.3f}"
