"""Everybody in a picture: real landmarks of rendered pictures."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from squatform.pose.people import distinct
from squatform.pose.stills import Stills
from squatform.video import open_source

SAMPLES = Path(__file__).parents[2] / "sample_videos"


@pytest.fixture(scope="module")
def stills(pose_model_path):
    with closing(Stills(pose_model_path)) as stills:
        yield stills


def first_picture(name):
    return next(iter(open_source(SAMPLES / f"{name}.mp4").frames())).image


def test_a_lifter_and_the_spotter_close_behind_are_two(stills):
    people = distinct(stills.people(first_picture("back_squat_gym")))
    lifter, spotter = sorted(people, key=lambda pose: pose.hip[0])
    assert spotter.hip[0] - lifter.hip[0] < 0.5 * lifter.reach


@pytest.mark.parametrize("name", ["air_squat_side", "sumo_front", "goblet_oblique"])
def test_one_alone_is_one(stills, name):
    assert len(distinct(stills.people(first_picture(name)))) == 1


def test_nobody(stills):
    assert stills.people(np.full((360, 640, 3), 90, np.uint8)) == []
