import json
import subprocess
import sys

import pytest

import squatform


def test_every_public_name_is_there():
    assert set(dir(squatform)) == set(squatform.__all__)
    for name in squatform.__all__:
        assert getattr(squatform, name).__name__ == name


def test_a_name_that_is_not_there_is_told():
    with pytest.raises(AttributeError, match="no attribute 'analyse'"):
        squatform.analyse  # noqa: B018


def test_looking_at_a_clip_does_not_load_all_of_squatform():
    code = "import json, sys, squatform.web.probe; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert not {"scipy", "mediapipe", "squatform.analysis"} & set(json.loads(done.stdout))
