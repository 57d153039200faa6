"""What is said about pain, before anything else. squatform sees movement, not injury."""

from __future__ import annotations

from squatform.results import Pain
from squatform.texts import texts


def safety_of(pain: Pain | None) -> list[str]:
    """Give what to say, a paragraph each; nothing where the lifter has no pain."""
    words = texts().pain
    if pain == "mild":
        return [words.mild, words.disclaimer]
    if pain == "sharp":
        flags = "; ".join(words.red_flags)
        return [words.sharp, f"{words.urgent} {flags}.", words.disclaimer]
    return []
