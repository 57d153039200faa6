"""What tests do with the streaming form: feed it a track, collect what it tells."""

from __future__ import annotations

from squatform.exercises import load_profile
from squatform.form.judge import judge_repetition
from squatform.form.readings import read_repetition
from squatform.pose.pose import PoseFrame
from squatform.reps.segmentation import SQUATS
from squatform.reps.streaming import Abandoned, Finished, NotCounted, RepetitionStream
from tracks import pose_at


def frames_of(track):
    for k, time_s in enumerate(track.time_s):
        pose = pose_at(track, k) if track.found[k] else None
        yield PoseFrame(float(time_s), pose, int(track.scene[k]))


def streamed(track, counting=SQUATS):
    """Give pairs of the time of telling and the event; what comes at the end has none."""
    stream = RepetitionStream(track.size, counting)
    told = [(frame.time_s, event) for frame in frames_of(track) for event in stream.push(frame)]
    return told + [(None, event) for event in stream.finish()]


def finished(told):
    return [event.repetition for _, event in told if isinstance(event, Finished)]


def abandoned(told):
    return [event.repetition for _, event in told if isinstance(event, Abandoned)]


def not_counted(told):
    return [event.rejected.movement for _, event in told if isinstance(event, NotCounted)]


def judged(motion, repetition, exercise="air_squat"):
    """Give the findings of one repetition, as live coaching would."""
    measures = read_repetition(motion, repetition)
    return judge_repetition(motion, repetition, measures, load_profile(exercise))


def grades(findings):
    return {f.check: f.grade for f in findings if f.grade is not None}
