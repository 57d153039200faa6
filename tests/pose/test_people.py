import numpy as np
import pytest

from skeleton import times
from squatform.pose.people import distinct, first_look, most_prominent, who_squats
from squatform.video import ArraySource

from .crowd import SIZE, Person, Scene, is_at, resized


def looks(*people, every_s=1.1, count=12):
    return [
        [pose for person in people if (pose := person.at(k * every_s)) is not None]
        for k in range(count)
    ]


class TestWhoSquats:
    @pytest.mark.parametrize("turn", [1, -1])
    def test_the_one_who_goes_up_and_down_not_the_larger_one_in_the_middle(self, turn):
        lifter, bystander = Person(300, squats=True, fill=0.5), Person(640, fill=0.8)
        people = (lifter, bystander)[::turn]
        assert is_at(who_squats(looks(*people), SIZE[0]), lifter, 0.0)

    def test_not_one_who_walks_past(self):
        lifter, walker = Person(900, squats=True), Person(100, walks_px_s=90)
        assert is_at(who_squats(looks(walker, lifter), SIZE[0]), lifter, 0.0)

    def test_not_a_spotter_who_bends_the_knees_along(self):
        lifter = Person(400, squats=True, fill=0.6)
        spotter = Person(640, squats=True, fill=0.65, thigh_angle=35.0, shank_lean=25.0)
        assert is_at(who_squats(looks(spotter, lifter), SIZE[0]), lifter, 0.0)

    def test_not_what_is_seen_to_move_in_a_few_looks_only(self):
        lifter, figment = Person(640), Person(1000, squats=True, here=(1.0, 4.5))
        assert is_at(who_squats(looks(figment, lifter), SIZE[0]), lifter, 0.0)

    def test_of_two_who_squat_the_more_prominent(self):
        near, far = Person(600, squats=True, fill=0.8), Person(1000, squats=True, fill=0.4)
        assert is_at(who_squats(looks(far, near), SIZE[0]), near, 0.0)

    def test_if_nobody_squats_the_most_prominent(self):
        near, far = Person(640, fill=0.8), Person(1000, fill=0.4)
        assert is_at(who_squats(looks(far, near), SIZE[0]), near, 0.0)

    def test_nobody(self):
        assert who_squats([[], []], SIZE[0]) is None


def test_someone_found_twice_is_one():
    one, other = Person(400).at(0), Person(900).at(0)
    again = Person(405).at(0)
    assert distinct([one, again, other]) == [one, other]
    assert distinct([]) == []


def test_the_nearer_and_the_more_central_person_is_more_prominent():
    pose = Person(640).at(0)
    edge, small = Person(1250).at(0), resized(pose, 0.4)
    assert most_prominent([edge, pose, small], SIZE[0]) is pose
    assert most_prominent([], SIZE[0]) is None


class TestFirstLook:
    def source(self, scene, duration_s=12):
        """Pictures that tell the scene their time when they are looked at."""
        count = len(times(duration_s, 10))
        shades = [np.broadcast_to(np.uint8(k), (SIZE[1], SIZE[0], 3)) for k in range(count)]

        def find_people(image):
            scene.time_s = int(image[0, 0, 0]) / 10
            return scene.find_people(image)

        return ArraySource(shades, frame_rate=10), find_people

    def test_a_lone_lifter_takes_one_look(self):
        person = Person(squats=True)
        scene = Scene(person)
        lifter = first_look(*self.source(scene))
        assert lifter.alone
        assert is_at(lifter.pose, person, 0.0)
        assert scene.searches == 1

    def test_a_lifter_who_comes_later_is_found(self):
        person = Person(squats=True, here=(2.5, 99))
        scene = Scene(person)
        lifter = first_look(*self.source(scene))
        assert lifter.alone
        assert scene.searches <= 5  # no further than the first who is seen

    def test_one_at_the_side_is_no_lifter_if_another_squats(self):
        # a plate hides the head at first, and with it the lifter
        lifter = Person(640, squats=True, here=(0.4, 99))
        passer_by = Person(150, walks_px_s=40)
        found = first_look(*self.source(Scene(passer_by, lifter)))
        assert not found.alone
        assert found.pose.hip[0] == pytest.approx(lifter.at(1).hip[0], abs=40)

    def test_a_lone_lifter_at_the_side_is_still_alone(self):
        lifter = Person(250, squats=True)
        found = first_look(*self.source(Scene(lifter)))
        assert found.alone
        assert is_at(found.pose, lifter, 0.0)

    def test_among_several_the_one_who_squats(self):
        lifter, spotter = Person(360, squats=True, fill=0.55), Person(700)
        found = first_look(*self.source(Scene(spotter, lifter)))
        assert not found.alone
        assert found.pose.hip[0] == pytest.approx(lifter.at(0).hip[0], abs=40)

    def test_nobody_anywhere(self):
        scene = Scene()
        assert first_look(*self.source(scene)) is None
        assert scene.searches < 20
