"""The sound of a clip, taken over into another file beside new pictures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import av
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet

from squatform.video.opening import open_video

COPIED = frozenset({"aac"})
"""Codecs that browsers, phones and QuickTime all play from MP4; others are coded anew as AAC."""

_BIT_RATE = 128_000
_SAMPLES = 1024


class Sound:
    """Carries the sound of `path`, if there is any, into `target` as time goes on.

    What cannot be decoded is left out: pictures without sound are better than none.

    Parameters
    ----------
    target : OutputContainer
        Gets an audio stream; nothing may have been written to it yet.
    path : Path
        The file whose sound it is.
    origin_s : float
        Time in that file at which the new pictures begin; sound before it is dropped.
    """

    def __init__(self, target: OutputContainer, path: Path, origin_s: float) -> None:
        self._target = target
        self._input, _ = open_video(path)
        self._origin = Fraction(origin_s).limit_denominator(1_000_000)
        self._waiting: Packet[AudioStream] | None = None
        self._packets: Iterator[Packet[AudioStream]] = iter(())
        stream = next(iter(self._input.streams.audio), None)
        if stream is None or not stream.codec_context.sample_rate:
            return
        if stream.codec_context.name in COPIED:
            self._stream = target.add_stream_from_template(stream)
            self._packets = self._copied(stream)
        else:
            rate = stream.codec_context.sample_rate
            self._stream = target.add_stream("aac", rate=rate, options={"b": str(_BIT_RATE)})
            self._stream.layout = "stereo" if stream.codec_context.channels > 1 else "mono"
            self._packets = self._coded_anew(stream)

    def write_until(self, time_s: float) -> None:
        """Write what sounds before `time_s`, in seconds after the first picture."""
        while True:
            packet = self._waiting or next(self._packets, None)
            self._waiting = packet
            if packet is None or packet.pts is None or packet.time_base is None:
                return
            if packet.pts * packet.time_base >= time_s:
                return
            self._target.mux(packet)
            self._waiting = None

    def close(self) -> None:
        """Close the file the sound comes from."""
        self._input.close()

    def _copied(self, stream: AudioStream) -> Iterator[Packet[AudioStream]]:
        last = -1
        for packet in self._demuxed(stream):
            if packet.pts is None or packet.time_base is None:
                continue
            tick = round(packet.pts - self._origin / packet.time_base)
            if tick <= last:
                continue
            packet.pts = packet.dts = last = tick
            packet.stream = self._stream
            yield packet

    def _coded_anew(self, stream: AudioStream) -> Iterator[Packet[AudioStream]]:
        codec = self._stream.codec_context
        resampler = AudioResampler("fltp", codec.layout, codec.sample_rate, _SAMPLES)
        written = 0
        for packet in self._demuxed(stream):
            with suppress(av.FFmpegError):
                for frame in stream.codec_context.decode(packet):
                    if frame.pts is None or frame.time_base is None:
                        continue
                    start = frame.pts * frame.time_base - self._origin
                    if start < 0:
                        continue
                    # a gap or a late start is filled by the first time; then samples are counted
                    written = written or round(start * codec.sample_rate)
                    frame.pts = None
                    for piece in resampler.resample(frame):
                        piece.pts, piece.time_base = written, Fraction(1, codec.sample_rate)
                        written += piece.samples
                        yield from self._stream.encode(piece)
        with suppress(av.FFmpegError):
            yield from self._stream.encode(None)

    def _demuxed(self, stream: AudioStream) -> Iterator[Packet[AudioStream]]:
        with suppress(av.FFmpegError):
            for packet in self._input.demux(stream):
                if packet.size and not packet.is_corrupt:
                    yield packet
