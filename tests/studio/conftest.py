"""What the tests of the studio share: bodies, and whether this machine can draw."""

from __future__ import annotations

import importlib.util

import pytest

if all(importlib.util.find_spec(name) for name in ("moderngl", "yaml")):
    from studio.assets import AssetError, human_data
    from studio.body import Body
    from studio.people import body_of
    from studio.render import GraphicsError, Renderer
    from studio.spec import BodySpec
else:  # the studio is an extra of the project: pip install .[studio]
    collect_ignore_glob = ["test_*.py"]

BODIES = {
    "average man": {},
    "short heavy woman": {
        "sex": "female",
        "stature_m": 1.52,
        "weight": 0.9,
        "muscle": 0.3,
        "age_years": 60,
    },
    "tall long-legged woman": {"sex": "female", "stature_m": 1.86, "thigh_length": 0.8},
}


@pytest.fixture(scope="session")
def _human_data() -> None:
    try:
        human_data()
    except AssetError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session", params=list(BODIES))
def body(request: pytest.FixtureRequest, _human_data: None) -> Body:
    """A body, in turn of several builds."""
    return body_of(BodySpec.model_validate(BODIES[request.param]))


@pytest.fixture(scope="session")
def man(_human_data: None) -> Body:
    """An average man's body."""
    return body_of(BodySpec())


@pytest.fixture(scope="session")
def _graphics(_human_data: None) -> None:
    try:
        with Renderer(16, 16):
            pass
    except GraphicsError as error:  # its message names the Debian packages
        pytest.skip(str(error))
