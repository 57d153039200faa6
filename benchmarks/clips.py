"""Clips to measure on, made from a sample clip."""

from __future__ import annotations

from pathlib import Path

import cv2
import av

from squatform.video import VideoWriter, open_source


def scaled(source: Path, target: Path, width: int, height: int) -> Path:
    """Write `source` again, stretched to `width` × `height` pixels."""
    with (
        open_source(source) as clip,
        VideoWriter(target, width, height, crf=23, preset="veryfast") as writer,
    ):
        for frame in clip.frames():
            image = cv2.resize(frame.image, (width, height), interpolation=cv2.INTER_CUBIC)
            writer.write(image, frame.time_s)
    return target


def looped(source: Path, target: Path, duration_s: float) -> Path:
    """Write `source` over and over, without encoding it anew, until it lasts `duration_s`."""
    with av.open(str(target), "w") as output:
        stream = None
        offset = 0
        while True:
            with av.open(str(source)) as clip:
                video = clip.streams.video[0]
                stream = stream or output.add_stream_from_template(video)
                if offset * video.time_base >= duration_s:
                    return target
                end = offset
                for packet in clip.demux(video):
                    if packet.dts is None:
                        continue
                    packet.pts += offset
                    packet.dts += offset
                    end = max(end, packet.pts + packet.duration)
                    packet.stream = stream
                    output.mux(packet)
                offset = end
