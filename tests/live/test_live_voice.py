"""Speech never makes anybody wait, whatever the engine does."""

import os
import shutil
import sys
import time
import wave

import numpy as np
import pytest

from squatform.live.coach import Priority, Utterance
from squatform.live.voice import SPEAKERS, Voice

SPEAKING = """
import sys
print("ready", flush=True)
for line in sys.stdin:
    with open(sys.argv[1], "a") as file:
        file.write(line)
    print("some chatter", flush=True)
    print("done", flush=True)
"""
HANGING = "import time\nprint('ready', flush=True)\ntime.sleep(600)"
NEVER_READY = "import time\ntime.sleep(600)"
BROKEN = "raise ImportError"


def python(script, *arguments):
    return (sys.executable, "-c", script, *map(str, arguments))


def cue(text="Go deeper.", priority=Priority.CUE):
    return Utterance(text, "fault", priority)


@pytest.fixture
def spoken(tmp_path):
    path = tmp_path / "spoken"

    def lines():
        return path.read_text().splitlines() if path.exists() else []

    lines.command = python(SPEAKING, path)
    return lines


def test_what_is_said_is_spoken(spoken):
    told = []
    voice = Voice(told.append, speakers=[spoken.command])
    voice.say(cue())
    assert voice.settle(30.0)
    voice.close()
    assert len(spoken()) == 1
    assert "Go deeper." in spoken()[0]
    assert told == []


@pytest.mark.parametrize("script", [HANGING, NEVER_READY, BROKEN])
def test_a_voice_that_fails_is_replaced_and_nobody_waits(spoken, script):
    told = []
    speakers = [python(script), spoken.command]
    voice = Voice(
        told.append,
        speakers=speakers,
        ready_s=20.0 if script != NEVER_READY else 8.0,
        longest_s=3.0,
    )
    start = time.monotonic()
    voice.say(cue("1.", Priority.SUMMARY))
    assert time.monotonic() - start < 0.5
    assert voice.settle(30.0)
    voice.say(cue("2.", Priority.SUMMARY))
    assert voice.settle(30.0)
    voice.close()
    assert '"2."' in spoken()[-1]
    assert (script == HANGING) == any("stopped answering" in text for text in told)


def test_without_any_sound_the_terminal_rings():
    rung = []
    voice = Voice(print, speakers=[python(BROKEN)], bell=lambda: rung.append(1))
    voice.say(cue("1.", Priority.SUMMARY))
    assert voice.settle(30.0)
    voice.close()
    assert rung == [1]


def test_a_missing_voice_is_told_with_what_to_install(monkeypatch):
    told = []
    monkeypatch.setattr("squatform.live.voice.SPEAKERS", (python(BROKEN),))
    voice = Voice(told.append, speakers=[python(BROKEN)], bell=lambda: None)
    voice.say(cue("1.", Priority.SUMMARY))
    assert voice.settle(30.0)
    voice.close()
    assert "pip install squatform[voice]" in told[0]


def test_of_what_waits_the_most_urgent_is_said():
    voice = Voice(print, speakers=[python(NEVER_READY)], ready_s=1.0, bell=lambda: None)
    voice.say(cue("cue", Priority.CUE))
    voice.say(cue("number", Priority.NUMBER))
    assert voice._waiting[1].text == "cue"
    voice.say(cue("later cue", Priority.CUE))
    assert voice._waiting[1].text == "later cue"
    voice.close()


def test_muted_it_is_silent(spoken):
    voice = Voice(print, speakers=[spoken.command])
    voice.mute(True)
    voice.say(cue())
    voice.mute(False)
    voice.say(cue("again"))
    assert voice.settle(30.0)
    voice.close()
    assert [("again" in line) for line in spoken()] == [True]


def test_the_real_speakers_never_hang():
    """Whatever this machine has: a voice, sounds or nothing."""
    voice = Voice(lambda text: None, speakers=SPEAKERS, bell=lambda: None)
    voice.say(cue("", Priority.SUMMARY))
    assert voice.settle(90.0)
    voice.close()


@pytest.mark.skipif(
    sys.platform != "linux" or not all(map(shutil.which, ("espeak-ng", "aplay"))),
    reason="espeak-ng and aplay are not installed",
)
def test_a_real_engine_speaks(monkeypatch, tmp_path):
    """All but the sound card is real: what would be played is kept."""
    player = tmp_path / "bin" / "aplay"
    player.parent.mkdir()
    player.write_text(f'#!/bin/sh\ncp "$1" "{tmp_path}/played.wav"\n')
    player.chmod(0o755)
    monkeypatch.setenv("PATH", f"{player.parent}{os.pathsep}{os.environ['PATH']}")
    told = []
    voice = Voice(told.append, speakers=SPEAKERS[:1], bell=lambda: told.append("bell"), ready_s=90)
    voice.say(cue("Go a little deeper.", Priority.SUMMARY))
    assert voice.settle(120.0)
    voice.close()
    assert told == []
    with wave.open(str(tmp_path / "played.wav")) as played:
        length_s = played.getnframes() / played.getframerate()
        samples = np.frombuffer(played.readframes(played.getnframes()), np.int16)
    assert 0.5 < length_s < 5
    assert np.abs(samples).max() > 1000
