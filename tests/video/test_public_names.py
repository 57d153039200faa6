from squatform import video


def test_every_public_name_is_there_and_nothing_more():
    assert {name for name in video.__all__ if hasattr(video, name)} == {
        "ArraySource",
        "ClipInfo",
        "FileSource",
        "Frame",
        "Image",
        "PlanarFrame",
        "Planes",
        "VideoSource",
        "VideoWriter",
        "WebcamSource",
        "open_source",
        "read_ahead",
    }
    assert len(video.__all__) == 12
