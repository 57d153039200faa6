from fractions import Fraction

import av
import numpy as np
import pytest

from squatform.video import ArraySource, FileSource, VideoWriter

from .clips import BLUE, GREEN, RED, corners, encode, number_of, picture, set_matrix


def clip(path, size=(192, 112), count=6, **how):
    return encode(path, "libx264", [picture(n, *size) for n in range(count)], **how)


def assert_same_pictures(planar, frames, tolerance=12):
    for made, frame in zip(planar, frames, strict=True):
        assert (made.index, made.time_s) == (frame.index, frame.time_s)
        height, width = frame.image.shape[:2]
        rgb = made.planes.to_rgb()
        assert rgb.shape == (height + height % 2, width + width % 2, 3)
        assert number_of(rgb) == number_of(frame.image)
        np.testing.assert_allclose(corners(rgb), corners(frame.image), atol=tolerance)


@pytest.mark.parametrize("max_side", [None, 96])
@pytest.mark.parametrize("pixels", ["yuv420p", "yuvj420p", "yuv444p", "yuv420p10le"])
def test_planes_show_what_frames_show(tmp_path, pixels, max_side):
    source = FileSource(clip(tmp_path / "a.mkv", pixels=pixels))
    planar = source.planar_frames(start_s=0.05, max_side=max_side)
    assert_same_pictures(planar, source.frames(start_s=0.05, max_side=max_side))


@pytest.mark.parametrize("size", [(853, 481), (191, 112), (192, 111), (480, 854)])
def test_odd_sizes_get_a_row_or_column_more(tmp_path, size):
    source = ArraySource([picture(n, *size) for n in range(2)])
    assert_same_pictures(source.planar_frames(), source.frames())


@pytest.mark.parametrize(
    "matrix", [(0, 1, -1, 0), (-1, 0, 0, -1), (0, -1, 1, 0), (1, 0, 0, -1)], ids=str
)
def test_planes_are_upright(tmp_path, matrix):
    path = clip(tmp_path / "a.mp4")
    set_matrix(path, matrix)
    source = FileSource(path)
    for made, frame in zip(source.planar_frames(), source.frames(), strict=True):
        np.testing.assert_allclose(corners(made.planes.to_rgb()), corners(frame.image), atol=12)


def test_pixels_that_are_not_square_are_stretched(tmp_path):
    source = FileSource(clip(tmp_path / "a.mp4", aspect=Fraction(4, 3)))
    assert_same_pictures(source.planar_frames(), source.frames())


@pytest.mark.parametrize("size", [(192, 112), (1280, 720)])
def test_planes_written_again_keep_numbers_colours_and_times(tmp_path, size):
    """Neither side says how colours are coded for the larger size, so both guess alike."""
    width, height = size
    source = FileSource(clip(tmp_path / "a.mp4", size, count=3))
    path = tmp_path / "b.mp4"
    frames = list(source.planar_frames())
    with VideoWriter(path, width, height, crf=10, bt709=frames[0].planes.bt709) as writer:
        for frame in frames:
            writer.write_planes(frame.planes, frame.time_s)
    copy = FileSource(path)
    assert [f.time_s for f in copy.frames()] == pytest.approx([f.time_s for f in source.frames()])
    planes = [frame.planes for frame in copy.planar_frames()]
    assert [number_of(p.to_rgb()) for p in planes] == [0, 1, 2]
    assert planes[0].bt709 == frames[0].planes.bt709 == (height >= 720)
    np.testing.assert_allclose(
        corners(planes[0].to_rgb()), corners(frames[0].planes.to_rgb()), atol=8
    )


def test_colours_of_planes_are_those_of_the_picture():
    (frame,) = ArraySource([picture(0)]).planar_frames()
    np.testing.assert_allclose(corners(frame.planes.to_rgb()), [RED, GREEN, BLUE], atol=6)


def test_planes_of_another_size_are_refused(tmp_path):
    (frame,) = ArraySource([picture(0)]).planar_frames()
    with (
        pytest.raises(ValueError, match="192x112"),
        VideoWriter(tmp_path / "a.mp4", 64, 64) as writer,
    ):
        writer.write_planes(frame.planes, 0.0)


def with_sound(path, codec, *, late_s=0.0, rate=48000, seconds=2.0):
    """Write two seconds of pictures with a beep that begins 0.5 s after the first of them."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=30)
        video.width, video.height, video.pix_fmt = 192, 112, "yuv420p"
        audio = container.add_stream(codec, rate=rate)
        audio.layout = "mono"
        time_s = np.arange(int((seconds + late_s) * rate)) / rate
        wave = 0.5 * np.sin(2 * np.pi * 440 * time_s) * (time_s > 0.5 + late_s)
        samples = av.AudioFrame.from_ndarray(wave.astype(np.float32)[None], "fltp", "mono")
        samples.sample_rate, samples.pts = rate, 0
        resampler = av.AudioResampler(audio.format, "mono", rate, audio.frame_size or 1024)
        for frame in [*resampler.resample(samples), *resampler.resample(None)]:
            container.mux(audio.encode(frame))
        container.mux(audio.encode(None))
        for number in range(int(seconds * 30)):
            frame = av.VideoFrame.from_ndarray(picture(number), "rgb24").reformat(format="yuv420p")
            frame.pts = round((number / 30 + late_s) * 90_000)
            frame.time_base = Fraction(1, 90_000)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    return path


def beep_s(path):
    """When the beep of a clip begins, after its first picture, and where its sound ends."""
    with av.open(str(path)) as container:
        first = next(container.decode(video=0))
        begin = float(first.pts * first.time_base)
    with av.open(str(path)) as container:
        frames = list(container.decode(audio=0))
    loud = [f for f in frames if np.abs(f.to_ndarray().astype(float)).mean() > 0.05]
    return loud[0].time - begin, frames[-1].time + frames[-1].samples / 48000 - begin


@pytest.mark.parametrize(
    ("name", "codec"), [("a.mp4", "aac"), ("a.mkv", "aac"), ("a.mkv", "flac"), ("a.mkv", "libopus")]
)
@pytest.mark.parametrize("late_s", [0.0, 0.4])
def test_sound_goes_with_the_pictures(tmp_path, name, codec, late_s):
    source = FileSource(with_sound(tmp_path / name, codec, late_s=late_s))
    path = tmp_path / "copy.mp4"
    with VideoWriter(path, 192, 112, sound_of=source) as writer:
        for frame in source.planar_frames():
            writer.write_planes(frame.planes, frame.time_s)
    with av.open(str(path)) as container:
        assert [s.codec_context.name for s in container.streams] == ["h264", "aac"]
    start_s, end_s = beep_s(path)
    assert start_s == pytest.approx(0.5, abs=0.05)
    assert end_s == pytest.approx(2.0, abs=0.1)


def test_a_clip_without_sound_gives_none(tmp_path):
    source = FileSource(clip(tmp_path / "a.mp4"))
    with VideoWriter(tmp_path / "b.mp4", 192, 112, sound_of=source) as writer:
        for frame in source.planar_frames():
            writer.write_planes(frame.planes, frame.time_s)
    with av.open(str(tmp_path / "b.mp4")) as container:
        assert [stream.type for stream in container.streams] == ["video"]
