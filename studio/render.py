"""Draws meshes with OpenGL into pictures, without a screen (EGL; Mesa's llvmpipe will do)."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from types import TracebackType
from typing import Any

import moderngl
import numpy as np
from numpy.typing import NDArray

from squatform.errors import SquatformError
from studio.camera import Camera
from studio.light import Light
from studio.linalg import Array, unit
from studio.meshes import Mesh
from studio.wardrobe import NECK, SHOE_TOP, WAIST, Outfit

SAMPLES = 4
"""Samples a pixel; llvmpipe offers no more."""

SHADOW_SIZE = 1536
SHADOW_HALF_WIDTH_M = 2.0

DEBIAN_PACKAGES = "libegl1 libegl-mesa0 libgl1 libgl1-mesa-dri"

Picture = NDArray[np.uint8]


class GraphicsError(SquatformError):
    """There is no OpenGL to draw with."""


@dataclass(frozen=True)
class Surroundings:
    """What all surfaces of a clip share."""

    light: Light
    wall_colour: Array
    floor_colour: Array
    rubber_floor: bool


class Drawable:
    """A mesh on the graphics side; its vertices may be replaced in every frame.

    A room does not cast shadows: the light comes from inside it.
    """

    def __init__(
        self,
        renderer: Renderer,
        mesh: Mesh,
        outfit: Outfit | None = None,
        *,
        casts_shadow: bool = True,
    ) -> None:
        context = renderer.context
        self.outfit = outfit
        self.casts_shadow = casts_shadow
        self._moving = context.buffer(reserve=len(mesh.positions) * 24, dynamic=True)
        fixed = context.buffer(mesh.attributes().tobytes())
        index = context.buffer(mesh.triangles.astype("i4").tobytes())
        self._picture = context.vertex_array(
            renderer.scene,
            [
                (self._moving, "3f 3f", "position", "normal"),
                (fixed, "3f 2f 1f 3f", "surface", "limbs", "material", "colour"),
            ],
            index,
        )
        self._shadow = context.vertex_array(
            renderer.shadow,
            [
                (self._moving, "3f 12x", "position"),
                (fixed, "3f 2f 1f 12x", "surface", "limbs", "material"),
            ],
            index,
        )
        self.move(mesh.positions, mesh.normals)

    def move(
        self, positions: Array | NDArray[np.float32], normals: Array | NDArray[np.float32]
    ) -> None:
        """Replace positions and normals, each (n, 3)."""
        both = np.concatenate([positions, normals], axis=1).astype(np.float32)
        self._moving.write(both.tobytes())

    def draw(self, *, shadow: bool) -> None:
        """Draw with the program of the picture or with that of the shadow map."""
        (self._shadow if shadow else self._picture).render()


class Renderer:
    """Makes pictures of one size.

    Raises
    ------
    GraphicsError
        If OpenGL 3.3 through EGL cannot be had.
    """

    def __init__(self, width: int, height: int) -> None:
        self.context = _open_context()
        context = self.context
        cover, vertex = _shader("cover.glsl"), _shader("scene.vert")
        self.scene = context.program(
            vertex_shader=vertex, fragment_shader=cover + _shader("scene.frag")
        )
        self.shadow = context.program(
            vertex_shader=vertex, fragment_shader=cover + _shader("shadow.frag")
        )
        size = (width, height)
        self._size = size
        self._canvas = context.framebuffer(
            [context.renderbuffer(size, 4, samples=SAMPLES)],
            context.depth_renderbuffer(size, samples=SAMPLES),
        )
        self._resolved = context.framebuffer([context.renderbuffer(size, 4)])
        self._shadow_map = context.depth_texture((SHADOW_SIZE, SHADOW_SIZE))
        self._shadow_map.compare_func = "<="
        self._shadow_buffer = context.framebuffer(depth_attachment=self._shadow_map)

    def __enter__(self) -> Renderer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.context.release()

    def draw(
        self, drawables: list[Drawable], camera: Camera, surroundings: Surroundings
    ) -> Picture:
        """Draw one picture, shape (height, width, 3), RGB."""
        context, light = self.context, surroundings.light
        context.enable(moderngl.DEPTH_TEST)
        to_light = _light_matrix(light.direction)
        self._set("to_light", to_light)
        shared: dict[str, Array | float] = {
            "light_direction": light.direction,
            "light_colour": light.colour,
            "sky": light.sky,
            "ground": light.ground,
            "eye": camera.eye,
            "exposure": light.exposure,
            "wall_colour": surroundings.wall_colour,
            "floor_colour": surroundings.floor_colour,
            "rubber_floor": float(surroundings.rubber_floor),
            "shoe_top": SHOE_TOP,
            "waist": WAIST,
        }
        self._set_all(shared)
        self._set("to_clip", to_light)
        self._shadow_buffer.use()
        self._shadow_buffer.clear(depth=1.0)
        context.polygon_offset = (2.0, 4.0)
        self._draw_all(drawables, shadow=True)
        context.polygon_offset = (0.0, 0.0)
        self._set("to_clip", camera.clip_matrix())
        self._canvas.use()
        self._canvas.clear(0.5, 0.5, 0.5, 1.0)
        self._shadow_map.use(0)
        self.scene["shadow_map"] = 0
        self._draw_all(drawables, shadow=False)
        context.copy_framebuffer(self._resolved, self._canvas)
        width, height = self._size
        pixels = np.frombuffer(self._resolved.read(components=3), np.uint8)
        return np.ascontiguousarray(pixels.reshape(height, width, 3)[::-1])

    def _draw_all(self, drawables: list[Drawable], *, shadow: bool) -> None:
        for drawable in drawables:
            if shadow and not drawable.casts_shadow:
                continue
            if drawable.outfit is not None:
                self._dress(drawable.outfit)
            drawable.draw(shadow=shadow)

    def _dress(self, outfit: Outfit) -> None:
        looks: dict[str, Array | float] = {
            "skin_colour": outfit.skin,
            "top_colour": outfit.top,
            "bottom_colour": outfit.bottoms,
            "shoe_colour": outfit.shoes,
            "sleeve_end": outfit.sleeve_end,
            "leg_end": outfit.leg_end,
            "sock_top": outfit.sock_top,
            "hem": outfit.hem,
            "neck": NECK,
            "stripes": float(outfit.stripes),
            "eye_line": np.array(outfit.eye_line),
            "nape": outfit.nape,
        }
        self._set_all(looks)

    def _set_all(self, values: dict[str, Array | float]) -> None:
        for name, value in values.items():
            self._set(name, value)

    def _set(self, name: str, value: Array | float) -> None:
        data = np.asarray(value, np.float32)
        packed = np.ascontiguousarray(data.T).tobytes()  # OpenGL wants columns first
        for program in (self.scene, self.shadow):
            member = program.get(name, None)
            if isinstance(member, moderngl.Uniform):
                member.write(packed)


def _open_context() -> moderngl.Context:
    # Without the -dev packages there is no libEGL.so, only the numbered name.
    settings: dict[str, Any] = {
        "backend": "egl",
        "libgl": "libGL.so.1",
        "libegl": "libEGL.so.1",
    }
    try:
        return moderngl.create_context(require=330, standalone=True, **settings)
    except Exception as error:  # the loader of moderngl raises bare Exceptions
        raise GraphicsError(
            f"Cannot draw without OpenGL 3.3 on EGL ({error}). "
            f"On Debian or Ubuntu: apt-get install {DEBIAN_PACKAGES}."
        ) from error


def _shader(name: str) -> str:
    return resources.files("studio").joinpath("shaders", name).read_text(encoding="utf-8")


def _light_matrix(direction: Array) -> Array:
    """Parallel projection along the light onto the lifter's surroundings, (4, 4)."""
    across = unit(np.cross([0.0, 1.0, 0.001], direction))
    view = np.eye(4)
    view[:3, :3] = np.stack([across, np.cross(direction, across), direction])
    view[:3, 3] = -view[:3, :3] @ (np.array([0.0, 0.8, 0.0]) + 5 * direction)
    near, far = 0.1, 10.0
    projection = np.diag([1 / SHADOW_HALF_WIDTH_M, 1 / SHADOW_HALF_WIDTH_M, -2 / (far - near), 1])
    projection[2, 3] = -(far + near) / (far - near)
    matrix: Array = projection @ view
    return matrix
