"""`squatform live` called wrongly, or without a camera."""

import pytest
from typer.testing import CliRunner

from squatform.cli import app
from squatform.errors import InputError, UsageError


def error_of(*arguments):
    result = CliRunner().invoke(app, ["live", "--mute", *arguments])
    assert result.exit_code != 0
    return result.exception


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (["--camera", "97"], InputError, "camera 97"),
        (["--camera", "nowhere.mp4"], InputError, "nowhere.mp4"),
        (["--exercise", "moonwalk"], UsageError, "moonwalk"),
        (["--check", "moonwalk"], UsageError, "Choose from: depth"),
        (["--model", "gigantic"], UsageError, "gigantic"),
        (["--out", "a", "--record", "b"], UsageError, "not both"),
        (["--exercise", "goblet", "--profile", "my.toml"], UsageError, "not both"),
        (["--save"], UsageError, "Name a folder"),
        (["--athlete", "Kim"], UsageError, "add --save"),
    ],
)
@pytest.mark.usefixtures("pose_model_path")
def test_what_is_wrong_is_said(arguments, kind, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    error = error_of(*arguments)
    assert isinstance(error, kind)
    assert words in str(error)
    assert list(tmp_path.iterdir()) == []
