"""Results with clips to draw them on, made in a second."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np

from squatform.analysis import analyze_motion
from squatform.exercises import load_profile
from squatform.motion.measures import measure_motion
from squatform.report.scene import Scene
from squatform.report.words import STATUS_STYLES
from squatform.results import Finding
from squatform.video import FileSource, VideoWriter

SIZE = (320, 180)
GRADES = {"ok": 0, "borderline": 0, "mild": 1, "moderate": 2, "severe": 3}


def grey_clip(path, time_s, size=SIZE):
    """Write a grey clip with a bar that moves a little each frame."""
    with VideoWriter(path, *size, preset="ultrafast") as writer:
        for number, moment in enumerate(time_s):
            image = np.full((size[1], size[0], 3), 128, np.uint8)
            image[:6, 4 * number % size[0] :][:, :4] = 255
            writer.write(image, float(moment))
    return path


def filmed(path, camera, figure, size=SIZE):
    """Give the result of a stick figure filmed by `camera`, and write its clip to `path`."""
    grey_clip(path, figure.time_s, size)
    track = type(camera)(camera.yaw, camera.pitch, camera.distance_m, size, camera.fill).film(
        figure
    )
    motion = measure_motion(track, corrected=False)  # its landmarks are exact
    return analyze_motion(motion, FileSource(path).info, load_profile(), model="full")


def scene(analysis, **how):
    profile = load_profile(analysis.exercise)
    return Scene(analysis, analysis.motion, profile, FileSource(analysis.clip.path), **how)


def finding(check="depth", status="severe", **other):
    known = status != "not_assessed"
    values = {
        "grade": GRADES.get(status),
        "value": 37.0 if known else None,
        "limit": 5.0,
        "unit": "°",
        "sigma": 3.0 if known else None,
        "evidence_time_s": 2.0 if known else None,
        "cue": "Sit lower." if known and status != "ok" else None,
        "reason": None if known else "The feet are out of the picture: step back.",
    }
    return Finding(check=check, status=status, **{**values, **other})


def with_findings(analysis, *findings):
    """The same result with these findings on every repetition."""
    repetitions = [
        repetition.model_copy(update={"findings": list(findings)})
        for repetition in analysis.repetitions
    ]
    copy = analysis.model_copy(update={"repetitions": repetitions})
    return copy.with_motion(analysis.motion)


def with_clip(analysis, path):
    clip = analysis.clip.model_copy(update={"path": str(path)})
    return analysis.model_copy(update={"clip": clip}).with_motion(analysis.motion)


def near(image, colour, tolerance=24):
    """Share of the pixels of an RGB picture that have about this colour."""
    apart = np.abs(image.astype(int) - np.array(colour)).max(axis=-1)
    return float((apart <= tolerance).mean())


def status_colour(status):
    return STATUS_STYLES[status].colour


def beep(path, source, codec="aac"):
    """Copy a clip and give it a beep from 1 s on."""
    rate = 48000
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=30)
        video.width, video.height = source.info.width, source.info.height
        video.pix_fmt = "yuv420p"
        audio = container.add_stream(codec, rate=rate)
        audio.layout = "mono"
        for frame in source.frames():
            picture = av.VideoFrame.from_ndarray(frame.image, "rgb24").reformat(format="yuv420p")
            picture.pts, picture.time_base = round(frame.time_s * 90_000), Fraction(1, 90_000)
            container.mux(video.encode(picture))
        container.mux(video.encode(None))
        time_s = np.arange(int(source.info.duration_s * rate)) / rate
        wave = (0.5 * np.sin(2 * np.pi * 440 * time_s) * (time_s > 1)).astype(np.float32)
        for start in range(0, len(wave) - 1024, 1024):
            piece = av.AudioFrame.from_ndarray(wave[None, start : start + 1024], "fltp", "mono")
            piece.sample_rate, piece.pts = rate, start
            container.mux(audio.encode(piece))
        container.mux(audio.encode(None))
    return path
