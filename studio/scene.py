"""Everything in front of the camera, and where it is at any time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from studio import props
from studio.arms import BAR_RADIUS_M
from studio.exercises import Exercise
from studio.light import light_of
from studio.linalg import Array, frame
from studio.meshes import Mesh
from studio.motion import Motion, SquatMotion
from studio.negatives import SitToStandMotion, build_motion
from studio.people import Passer, body_of, random_person, spotting
from studio.pose import Arms, Pose
from studio.render import Drawable, Renderer, Surroundings
from studio.room import room
from studio.seeds import stream
from studio.skeleton import Posed
from studio.solver import load_centre, solve
from studio.spec import ClipSpec, RepetitionSpec
from studio.wardrobe import Person

SPOTTER_BEHIND_M = 0.78
PASSING_BEHIND_M = 1.7
PASSING_LENGTH_M = 8.0


@dataclass(frozen=True)
class Moment:
    """The lifter at one time."""

    pose: Pose
    posed: Posed


class Scene:
    """The lifter, what is lifted, who else is there, and the place."""

    def __init__(self, spec: ClipSpec) -> None:
        self.spec = spec
        self.body = body_of(spec.body)
        self.motion: Motion = build_motion(spec, self.body)
        self.lifter = Person(self.body, spec.body, spec.clothes)
        random = stream(spec.seed, "place")
        self.room_turn_deg = spec.camera.azimuth_deg + float(random.uniform(-14, 14))
        self._room, wall, floor = room(spec.place, spec.seed, self.room_turn_deg)
        self.surroundings = Surroundings(
            light=light_of(spec.place, self.room_turn_deg),
            wall_colour=wall,
            floor_colour=floor,
            rubber_floor=spec.place.floor == "rubber",
        )
        self._fixtures = self._furniture()
        self._load = self._load_mesh()
        self._others: list[tuple[Person, Callable[[float, Moment], Posed]]] = []
        if spec.place.spotter:
            self._add_spotter()
        if spec.place.bystander:
            self._add_bystander()

    def moment(self, time_s: float) -> Moment:
        """Pose and skeleton of the lifter at a time."""
        pose = self.motion.pose(time_s)
        return Moment(pose, solve(self.body, pose))

    def staged(self, renderer: Renderer) -> Stage:
        """Put everything on the graphics side."""
        still = [Drawable(renderer, self._room, casts_shadow=False)]
        still += [Drawable(renderer, mesh) for mesh in self._fixtures]
        people = [(Drawable(renderer, p.mesh, p.outfit), p, at) for p, at in self._others]
        lifter = Drawable(renderer, self.lifter.mesh, self.lifter.outfit)
        load = Drawable(renderer, self._load) if self._load else None
        return Stage(self, still, people, lifter, load)

    def load_motion(self, moment: Moment) -> tuple[Array, Array] | None:
        """Rotation and position of the load."""
        found = load_centre(moment.posed, moment.pose)
        if found is None:
            return None
        centre, axis = found
        if moment.pose.arms.style is Arms.GOBLET:
            turned = frame(axis, np.array([0.0, 0.0, 1.0]))
            return np.stack([turned[:, 2], turned[:, 0], turned[:, 1]], axis=1), centre
        return frame(axis, np.array([0.0, 1.0, 0.0])), centre

    @property
    def load_mesh(self) -> Mesh | None:
        """What is lifted, about its own centre."""
        return self._load

    def _load_mesh(self) -> Mesh | None:
        style = self.motion.pose(0.0).arms.style
        if style is Arms.GOBLET:
            return props.dumbbell()
        if style in (Arms.BAR_BACK, Arms.BAR_FRONT, Arms.OVERHEAD, Arms.BAR_HANG):
            return props.barbell(self.spec.form.plate_radius_m, self.spec.seed)
        return None

    def _furniture(self) -> list[Mesh]:
        found: list[Mesh] = []
        if self.spec.exercise is Exercise.BOX_SQUAT and isinstance(self.motion, SquatMotion):
            lowest = solve(self.body, self.motion.at_depth(RepetitionSpec(), 1.0))
            found.append(self._seat_under(lowest))
        elif isinstance(self.motion, SitToStandMotion):
            seated = solve(self.body, self.motion.cycle(0, 0.0))
            found.append(self._seat_under(seated))
        if self.spec.entrance == "unrack":
            moment = self.moment(0.0)
            load = load_centre(moment.posed, moment.pose)
            assert load is not None
            ahead = float(load[0][2]) + 0.06
            found.append(props.squat_rack(ahead, float(load[0][1]) - BAR_RADIUS_M))
        return found

    def _seat_under(self, posed: Posed) -> Mesh:
        """Make a box whose top the sitter just touches."""
        points, _ = self.lifter.posed(posed)
        hips = (posed.joint("upperleg01.L") + posed.joint("upperleg01.R")) / 2
        middle = float(hips[2]) - 0.17
        thighs = self.lifter.mesh.limbs[:, 1] < 0.75
        over = (np.abs(points[:, 2] - middle) < 0.2) & (np.abs(points[:, 0]) < 0.25) & thighs
        return props.seat(float(points[over, 1].min()) + 0.015, middle)

    def _add_spotter(self) -> None:
        looks, clothes = random_person(stream(self.spec.seed, "spotter"))
        body = body_of(looks)

        def at(time_s: float, moment: Moment) -> Posed:
            del time_s
            standing = (moment.pose.knee_flexion_deg - 4) / 116
            depth = min(max(standing, 0.0), 1.0)
            hips = moment.posed.joint("root")
            return solve(body, spotting(depth)).placed(0.0, float(hips[2]) - SPOTTER_BEHIND_M, 0.0)

        self._others.append((Person(body, looks, clothes), at))

    def _add_bystander(self) -> None:
        random = stream(self.spec.seed, "bystander")
        looks, clothes = random_person(random)
        body = body_of(looks)
        passer = Passer(PASSING_LENGTH_M, float(random.uniform(-2.0, 0.5)))
        way = 1.0 if random.random() < 0.5 else -1.0
        turn = self.spec.camera.azimuth_deg + 90 * way
        azimuth = np.radians(self.spec.camera.azimuth_deg)
        outward = np.array([np.sin(azimuth), np.cos(azimuth)])
        sideways = np.array([outward[1], -outward[0]]) * way
        start = -PASSING_BEHIND_M * outward - 3.6 * sideways

        def at(time_s: float, moment: Moment) -> Posed:
            del moment
            return solve(body, passer.pose(time_s)).placed(float(start[0]), float(start[1]), turn)

        self._others.append((Person(body, looks, clothes), at))


@dataclass(frozen=True)
class Stage:
    """A scene with its meshes on the graphics side."""

    scene: Scene
    still: list[Drawable]
    people: list[tuple[Drawable, Person, Callable[[float, Moment], Posed]]]
    lifter: Drawable
    load: Drawable | None

    def set(self, time_s: float, moment: Moment) -> list[Drawable]:
        """Move everything to where it is at a time."""
        self.lifter.move(*self.scene.lifter.posed(moment.posed))
        shown = [*self.still, self.lifter]
        for drawable, person, at in self.people:
            drawable.move(*person.posed(at(time_s, moment)))
            shown.append(drawable)
        mesh, motion = self.scene.load_mesh, self.scene.load_motion(moment)
        if self.load is not None and mesh is not None and motion is not None:
            moved = mesh.moved(*motion)
            self.load.move(moved.positions, moved.normals)
            shown.append(self.load)
        return shown
