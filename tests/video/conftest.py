import pytest

from .clips import FORMATS, encode_format


@pytest.fixture(scope="session")
def clip_file(tmp_path_factory):
    """Give the path of a clip of the test pattern, made on first use."""
    folder = tmp_path_factory.mktemp("clips")
    made = {}

    def clip_of(name):
        if name not in made:
            assert name in FORMATS
            made[name] = encode_format(folder, name)
        return made[name]

    return clip_of
