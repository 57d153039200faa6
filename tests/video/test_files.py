"""What only files can be: turned, stretched, trimmed, of several rates and sizes."""

from fractions import Fraction

import av
import numpy as np
import pytest

from squatform.video import FileSource

from .clips import (
    BLUE,
    COUNT,
    GREEN,
    HEIGHT,
    RED,
    WIDTH,
    corners,
    encode,
    number_of,
    picture,
    pictures,
    set_edit,
    set_matrix,
)

# How the upright picture was laid down in the file, and the matrix that sets it up again.
TURNS = {
    0: (lambda image: image, (1, 0, 0, 1)),
    90: (lambda image: np.rot90(image, 1), (0, 1, -1, 0)),
    180: (lambda image: np.rot90(image, 2), (-1, 0, 0, -1)),
    270: (lambda image: np.rot90(image, 3), (0, -1, 1, 0)),
}


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("max_side", [None, 96])
def test_a_turned_clip_comes_upright(tmp_path, turn, max_side):
    lay, matrix = TURNS[turn]
    upright = [picture(number, 112, 192) for number in range(3)]
    path = encode(
        tmp_path / "turned.mp4", "libx264", [np.ascontiguousarray(lay(i)) for i in upright]
    )
    set_matrix(path, matrix)
    source = FileSource(path)
    frames = list(source.frames(max_side=max_side))
    assert source.info.rotation_deg == turn
    assert (source.info.width, source.info.height) == (112, 192)
    assert frames[0].image.shape == ((192, 112, 3) if max_side is None else (96, 56, 3))
    assert [number_of(frame.image) for frame in frames] == [0, 1, 2]
    np.testing.assert_allclose(corners(frames[0].image), [RED, GREEN, BLUE], atol=20)


def test_a_mirrored_clip_is_mirrored_back(tmp_path):
    stored = [np.ascontiguousarray(image[:, ::-1]) for image in pictures(3)]
    path = encode(tmp_path / "mirrored.mp4", "libx264", stored)
    set_matrix(path, (-1, 0, 0, 1))
    frames = list(FileSource(path).frames())
    np.testing.assert_allclose(corners(frames[0].image), [RED, GREEN, BLUE], atol=20)


@pytest.mark.parametrize(
    ("aspect", "max_side", "size"),
    [
        (Fraction(2), None, (2 * WIDTH, HEIGHT)),
        (Fraction(2), 96, (96, 28)),
        (Fraction(1, 2), None, (WIDTH // 2, HEIGHT)),
    ],
)
def test_pixels_come_out_square(tmp_path, aspect, max_side, size):
    path = encode(tmp_path / "wide.mp4", "libx264", pictures(3), aspect=aspect)
    source = FileSource(path)
    frames = list(source.frames(max_side=max_side))
    assert {frame.image.shape[1::-1] for frame in frames} == {size}
    assert [number_of(frame.image) for frame in frames] == [0, 1, 2]


@pytest.mark.parametrize("name", ["steady.mp4", "steady.mkv"])
def test_a_variable_frame_rate_keeps_every_time(tmp_path, name):
    ticks = [100, 133, 200, 201, 500, 517, 900, 2000, 2001, 2050]
    path = encode(
        tmp_path / name, "libx264", pictures(10), ticks=ticks, time_base=Fraction(1, 1000)
    )
    source = FileSource(path)
    frames = list(source.frames())
    assert [number_of(frame.image) for frame in frames] == list(range(10))
    np.testing.assert_allclose(
        [frame.time_s for frame in frames], (np.array(ticks) - 100) / 1000, atol=1e-9
    )
    assert source.info.frame_rate == pytest.approx(9 / 1.95)
    assert [frame.index for frame in source.frames(start_s=0.4, end_s=1.9)] == [4, 5, 6]


def test_times_that_coincide_are_moved_apart_a_little(tmp_path):
    # Matroska keeps milliseconds: at 0.3 ms a frame several share a time.
    ticks = [0, 3, 6, 9, 12, 1000, 1500]
    path = encode(
        tmp_path / "same.mkv", "mjpeg", pictures(7), ticks=ticks, time_base=Fraction(1, 10_000),
        pixels="yuvj420p",
    )  # fmt: skip
    source = FileSource(path)
    frames = list(source.frames())
    assert [number_of(frame.image) for frame in frames] == list(range(7))
    times = [frame.time_s for frame in frames]
    assert np.all(np.diff(times) > 0)
    np.testing.assert_allclose(times, np.array(ticks) / 10_000, atol=0.004)
    assert [f.time_s for f in source.frames(start_s=times[3])] == times[3:]


def test_a_trimmed_clip_shows_only_what_was_kept(tmp_path):
    path = encode(tmp_path / "trimmed.mp4", "libx264", pictures())
    tick = 15360 // 30
    # B-frames delay the first picture by two frames within the track.
    set_edit(path, (2 + 13) * tick, 500)
    source = FileSource(path)
    frames = list(source.frames())
    assert [number_of(frame.image) for frame in frames] == list(range(13, 28))
    assert [frame.index for frame in frames] == list(range(15))
    assert source.info.frames == 15
    assert source.info.duration_s == pytest.approx(0.5)
    assert [number_of(f.image) for f in source.frames(start_s=0.33, end_s=0.4)] == [23, 24]
    assert source.warnings == []


def test_what_cannot_be_decoded_at_the_start_does_not_count(tmp_path):
    # A recording that was joined while running: its first key frame is missing.
    path = encode(
        tmp_path / "joined.ts", "libx264", pictures(), options={"bf": "0"}, packets=slice(4, None)
    )
    source = FileSource(path)
    frames = list(source.frames())
    assert [number_of(frame.image) for frame in frames] == list(range(10, COUNT))
    assert [frame.index for frame in frames] == list(range(COUNT - 10))
    assert frames[0].time_s == 0
    assert source.info.frames == COUNT - 10


def test_high_dynamic_range_from_a_phone_is_read(tmp_path):
    tags = "colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc:log-level=none"
    path = encode(
        tmp_path / "hdr.mov",
        "libx265",
        pictures(12),
        pixels="yuv420p10le",
        options={"x265-params": tags},
    )
    frames = list(FileSource(path).frames(max_side=96))
    assert [number_of(frame.image) for frame in frames] == list(range(12))


def test_a_change_of_size_within_the_clip_is_evened_out(tmp_path):
    # As browsers do when the network is slow: here the second half comes from a smaller encoder.
    large = encode(tmp_path / "large.mkv", "mjpeg", pictures(4), pixels="yuvj420p")
    small = encode(
        tmp_path / "small.mkv",
        "mjpeg",
        [picture(number, WIDTH // 2, HEIGHT // 2) for number in range(4)],
        pixels="yuvj420p",
    )
    path = tmp_path / "both.mkv"
    with av.open(str(large)) as one, av.open(str(small)) as other, av.open(str(path), "w") as both:
        stream = both.add_stream_from_template(one.streams.video[0])
        packets = [*one.demux(video=0)][:2] + [*other.demux(video=0)][2:4]
        for packet in packets:
            packet.stream = stream
            both.mux(packet)
    frames = list(FileSource(path).frames())
    assert {frame.image.shape for frame in frames} == {(HEIGHT, WIDTH, 3)}
    assert [number_of(frame.image) for frame in frames] == [0, 1, 2, 3]


def test_one_picture_is_a_clip(tmp_path):
    source = FileSource(encode(tmp_path / "still.mp4", "libx264", pictures(1)))
    (frame,) = source.frames()
    assert (frame.index, frame.time_s) == (0, 0.0)
    assert source.info.frames == 1


@pytest.mark.parametrize("name", ["a:b.mp4", "http:x.mp4", "set%03d.mp4", "kniebeuge äß 深蹲.mp4"])
def test_a_file_may_have_any_name(tmp_path, monkeypatch, clip_file, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_bytes(clip_file("h264.mp4").read_bytes())
    assert FileSource(name).info.frames == FileSource(tmp_path / name).info.frames == COUNT


def test_a_remark_at_the_end_of_a_gif_is_no_picture(tmp_path, clip_file):
    data = clip_file("animated.gif").read_bytes()
    path = tmp_path / "remark.gif"
    path.write_bytes(data[:-1] + b"!\xfe\x05squat\x00;")
    source = FileSource(path)
    assert source.info.frames == COUNT
    assert [number_of(frame.image) for frame in source.frames()] == list(range(COUNT))
    assert source.warnings == []


def test_pictures_that_vp8_keeps_to_itself_do_not_count(tmp_path, clip_file):
    path = tmp_path / "hidden.webm"
    data = bytearray(clip_file("vp8.webm").read_bytes())
    with av.open(str(clip_file("vp8.webm"))) as container:
        packet = [*container.demux(video=0)][5]
    # The bit that says whether a picture is shown (RFC 6386, 9.1).
    data[data.index(bytes(packet))] &= ~0x10
    path.write_bytes(data)
    source = FileSource(path)
    assert source.info.frames == COUNT - 1
    numbers = [number_of(frame.image) for frame in source.frames()]
    assert numbers == [number for number in range(COUNT) if number != 5]
    assert source.warnings == []
