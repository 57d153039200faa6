"""Fixtures for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from squatform.pose.provider import model_path


@pytest.fixture(scope="session")
def pose_model_path() -> Path:
    """Give the default pose model, from the user's cache so that one download serves every run."""
    return model_path("full")
