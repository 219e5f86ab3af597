"""Sample films of a few seconds, encoded in code."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import av
from PIL import Image, ImageDraw

from media.formats.samples.pictures import COLOURS

PLACE = {"location": "+10.7769+106.7009/", "location-eng": "+10.7769+106.7009/"}
"""Notes of a film that tell where it was made."""

_STYLES = b"""[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,16

[Events]
Format: Layer, Start, End, Style, Text
"""


def film(
    seconds: float = 3,
    *,
    width: int = 320,
    height: int = 180,
    rate: int = 10,
    container: str = "mp4",
    codec: str = "libx264",
    faststart: bool = True,
    black_start: float = 0.0,
    notes: Mapping[str, str] | None = None,
) -> bytes:
    """A film in which a bar wanders over a coloured ground; its first `black_start` seconds are black."""
    options = {"movflags": "faststart"} if faststart and container in ("mp4", "mov") else {}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "film"
        with av.open(path, "w", format=container, options=options) as target:
            target.metadata.update(notes or {})
            stream = target.add_stream(codec, rate=rate)
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            stream.codec_context.thread_count = 1
            stream.codec_context.time_base = Fraction(1, rate)
            if codec == "libx264":
                stream.options = {"preset": "ultrafast"}
            for number in range(int(seconds * rate)):
                image = _picture(number, width, height, black=number < black_start * rate)
                frame = av.VideoFrame.from_image(image)
                frame.pts = number
                target.mux(stream.encode(frame))
            target.mux(stream.encode(None))
        return path.read_bytes()


def with_subtitle(mp4: bytes, text: str) -> bytes:
    """The same film with one subtitle over its first second."""
    out = BytesIO()
    with av.open(BytesIO(mp4)) as source, av.open(out, "w", format="mp4") as target:
        target.metadata.update(source.metadata)
        pictures = target.add_stream_from_template(source.streams.video[0])
        words = target.add_stream("mov_text")
        words.codec_context.subtitle_header = _STYLES
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = pictures
                target.mux(packet)
        data = text.encode()
        packet = av.Packet(len(data).to_bytes(2, "big") + data)
        packet.stream, packet.time_base = words, Fraction(1, 1000)
        packet.pts = packet.dts = 0
        packet.duration = 1000
        target.mux(packet)
    return out.getvalue()


def sound(seconds: float = 1) -> bytes:
    """An MP4 that holds sound only."""
    out = BytesIO()
    with av.open(out, "w", format="mp4") as target:
        stream = target.add_stream("aac", rate=8000)
        for number in range(int(seconds * 8000 / 1024)):
            frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            frame.sample_rate = 8000
            frame.pts = number * 1024
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return out.getvalue()


def _picture(number: int, width: int, height: int, *, black: bool) -> Image.Image:
    if black:
        return Image.new("RGB", (width, height))
    image = Image.new("RGB", (width, height), COLOURS[0])
    left = (number * 7) % max(1, width - 40)
    ImageDraw.Draw(image).rectangle((left, height // 4, left + 40, 3 * height // 4), fill=COLOURS[1])
    return image
