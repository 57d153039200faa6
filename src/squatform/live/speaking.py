"""The process that speaks, or makes sounds: `python -m squatform.live.speaking voice`.

It reads a JSON object a line, {"text": ..., "tone": ...}, and answers "done" to each; it says
"ready" first. A speech engine that hangs or crashes takes nothing but this process with it.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable

import numpy as np

RATE = 22_050
LOUDNESS = 0.3
FADE_S = 0.01

TONES: dict[str, tuple[tuple[float, float], ...]] = {
    "tick": ((1760.0, 0.06),),
    "good": ((880.0, 0.1), (1320.0, 0.14)),
    "fault": ((440.0, 0.16), (330.0, 0.2)),
    "note": ((660.0, 0.12),),
}
"""Each sound as frequencies in Hz, and how long each is heard, seconds."""

Speak = Callable[[str, str], None]
"""Takes the text and the tone."""


def wave_of(tone: str) -> np.typing.NDArray[np.float32]:
    """Give a sound as samples, shape (N,), in −1 to 1, `RATE` a second."""
    parts = []
    for frequency, length_s in TONES[tone]:
        time_s = np.arange(int(RATE * length_s)) / RATE
        edge = np.minimum(time_s, length_s - time_s) / FADE_S
        parts.append(LOUDNESS * np.clip(edge, 0, 1) * np.sin(2 * np.pi * frequency * time_s))
    return np.concatenate(parts).astype(np.float32)


def sounds() -> Speak:
    """Give what makes sounds; raises where there is no sound device."""
    import sounddevice  # noqa: PLC0415 - it fails on machines without PortAudio

    try:
        sounddevice.check_output_settings(samplerate=RATE, channels=1)
    except sounddevice.PortAudioError as error:
        raise OSError(f"there is no sound device: {error}") from error

    def play(text: str, tone: str) -> None:
        sounddevice.play(wave_of(tone), RATE, blocking=True)

    return play


def voice() -> Speak:
    """Give what speaks; raises where nothing does."""
    import pyttsx3  # noqa: PLC0415 - an extra that may not be there

    if sys.platform.startswith("linux") and shutil.which("aplay") is None:
        raise OSError("aplay is not installed")  # which pyttsx3 calls and does not miss
    engine = pyttsx3.init()
    try:
        tones: Speak | None = sounds()
    except (ImportError, OSError, ValueError):
        tones = None

    def speak(text: str, tone: str) -> None:
        if text:
            engine.say(text)
            engine.runAndWait()
        elif tones is not None:
            tones(text, tone)

    return speak


def main(how: str) -> None:
    """Speak what comes on standard input until it ends."""
    speak = {"voice": voice, "sounds": sounds}[how]()
    print("ready", flush=True)
    for line in sys.stdin:
        wanted = json.loads(line)
        speak(wanted["text"], wanted["tone"])
        print("done", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
