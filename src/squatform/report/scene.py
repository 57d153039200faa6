"""All that drawing on a clip needs."""

from __future__ import annotations

from dataclasses import dataclass

from squatform.form.profile import Profile
from squatform.motion.measures import Motion
from squatform.results import SetAnalysis
from squatform.video import VideoSource
from squatform.video.picture import fit

LONGEST_SIDE = 1280
"""Pixels. Phones show no more, and larger pictures take longer to write than to analyse."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A result and the clip it is drawn on.

    Attributes
    ----------
    analysis : SetAnalysis
        The result.
    motion : Motion
        The measures behind it.
    profile : Profile
        What was judged.
    source : VideoSource
        The analysed clip, read a second time.
    longest_side : int
        Of the pictures that are drawn on, in pixels: larger ones are scaled down to it.
    """

    analysis: SetAnalysis
    motion: Motion
    profile: Profile
    source: VideoSource
    longest_side: int = LONGEST_SIDE

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the pictures that are drawn on."""
        return fit(self.source.info.width, self.source.info.height, self.longest_side)

    @property
    def scale(self) -> float:
        """Pixels drawn on in one pixel of the source."""
        return self.size[0] / self.source.info.width
