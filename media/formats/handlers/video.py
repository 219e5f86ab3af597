"""Films: MP4, WebM, MOV and AVI; poster, duration, size, and a copy that starts at once."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import av
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageStat

from media.formats import film_cleaning, pictures
from media.formats.base import (
    MEGABYTE,
    DerivedFile,
    Example,
    FormatHandler,
    Inspection,
    Limits,
    Problem,
    Report,
    Severity,
    Verdict,
)
from media.formats.picture_cleaning import NotClean
from media.formats.registry import format_handler
from media.formats.samples.video import PLACE, film, sound
from media.formats.text import clean_line
from media.formats.titles import is_machine_title

_AGAIN = _("Export the film again and upload the new file.")
DAMAGED = Problem("av.damaged", Severity.ERROR, _("The film is damaged and cannot be played."), _AGAIN)
TRUNCATED = Problem("av.truncated", Severity.ERROR, _("The film is cut off: its end is missing."), _AGAIN)
NO_VIDEO = Problem(
    "av.no_video",
    Severity.ERROR,
    _("The file holds sound but no picture."),
    _("Sound files are not taken yet."),
)
NO_DURATION = Problem("av.no_duration", Severity.ERROR, _("The film has no length."), _AGAIN)
TOO_MANY_PIXELS = Problem(
    "av.too_many_pixels",
    Severity.ERROR,
    _("The picture of the film is too large (%(width)s x %(height)s)."),
    _("Export it with at most 3840 x 2160."),
)
INDEX_AT_END = Problem(
    "av.index_at_end",
    Severity.INFO,
    _("The film would start late on slow lines; a copy that starts at once is made."),
)
CONVERT = Problem(
    "av.convert",
    Severity.WARNING,
    _("Many browsers cannot play this film (%(codec)s); it can be downloaded."),
    _("Export it as MP4 (H.264) and upload that file."),
)
POSITION = Problem(
    "av.position",
    Severity.INFO,
    _("The film tells where it was made. Others get a copy without the place; only you keep the original."),
    _("Nothing has to be done. Turn the position off in the camera if you do not want it noted at all."),
)

PLAYABLE = "play.mp4"
POSTER = "poster.webp"
_MAX_PIXELS = 8192 * 4352
_REMUX_UP_TO = 1024 * MEGABYTE
_FAMILIES = {"mp4": (".mp4", ".m4v", ".mov"), "webm": (".webm",), "avi": (".avi",)}
_TYPES = {"mp4": "video/mp4", "webm": "video/webm", "avi": "video/x-msvideo"}
_READERS = {"mp4": "mov", "webm": "matroska", "avi": "avi"}
_PLAYED = {"h264", "vp8", "vp9", "av1"}
_MOMENTS = (0.10, 0.25, 0.50, 0.75, 0.02)
_SECONDS_PER_MOMENT = 1.0
_BROKEN = (av.FFmpegError, OSError, ValueError, EOFError, IndexError)


def _family(head: bytes) -> str:
    if head[4:8] in (b"ftyp", b"moov", b"wide", b"mdat", b"free", b"skip", b"pnot"):
        return "mp4" if head[4:8] == b"ftyp" or int.from_bytes(head[:4], "big") < 2**31 else ""
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "webm" if b"webm" in head[:64] else ""
    return "avi" if head.startswith(b"RIFF") and head[8:12] == b"AVI " else ""


@format_handler
class VideoHandler(FormatHandler):
    """A film, played by the browser itself."""

    key = "video"
    label = _("Video")
    order = 40
    extensions = (".mp4", ".m4v", ".mov", ".webm", ".avi")
    media_types = ("video/mp4", "video/webm", "video/x-msvideo")
    player = "video"
    icon = "play"
    long_links = True
    told = frozenset({CONVERT.code})
    limits: ClassVar[Limits] = Limits()
    problems = (DAMAGED, TRUNCATED, NO_VIDEO, NO_DURATION, TOO_MANY_PIXELS, INDEX_AT_END, CONVERT, POSITION)
    cleans = True

    def detect(self, head: bytes, name: str, listing: Sequence[str]) -> int:
        """By the boxes of MP4 and MOV, the document type of WebM, the RIFF head of AVI."""
        return 80 if _family(head) else 0

    def extensions_for(self, head: bytes) -> tuple[str, ...]:
        """MP4 and MOV are one family, WebM and AVI others."""
        return _FAMILIES[_family(head)]

    def inspect(self, path: Path) -> Inspection:
        """Opens, has a picture and a length; nothing is decoded."""
        with path.open("rb") as file:
            family = _family(file.read(64))
        report = Report(self.key, _TYPES[family])
        layout = _layout(path, family)
        if layout.truncated:
            report.add(TRUNCATED.at())
        if layout.index_at_end:
            report.add(INDEX_AT_END.at())
        try:
            with _opened(path) as container:
                _describe(container, report)
        except _BROKEN:
            report.add(DAMAGED.at())
        if family == "avi" and CONVERT.code not in report.codes:
            report.add(CONVERT.at(codec="AVI"))
        if not report.blocked and _tells_position(path, family):
            report.add(POSITION.at())
        return report.done()

    def cleaned(self, path: Path, target: Path) -> bool:
        """Notes and telemetry overwritten in place; pictures, sound and every offset stay."""
        with path.open("rb") as file:
            family = _family(file.read(64))
        return film_cleaning.cleaned_film(path, target, family)

    def previews(self, path: Path, out_dir: Path, wanted: Sequence[str] = ()) -> list[DerivedFile]:
        """Poster and covers from a frame that is not black; `play.mp4` when the index stands at the end."""
        made: list[DerivedFile] = []
        try:
            if not wanted or set(wanted) - {PLAYABLE}:
                made += _posters(path, out_dir)
            if not wanted or PLAYABLE in wanted:
                made += _playable_copy(path, out_dir)
        except _BROKEN:
            (out_dir / PLAYABLE).unlink(missing_ok=True)
        return made

    def examples(self) -> Iterator[Example]:
        """MP4, MOV, WebM, a black beginning, an index at the end, AVI, sound only, a cut one, noise."""
        good = film(3, notes={"title": "Thí nghiệm về lực"})
        yield Example("thí nghiệm.mp4", good)
        yield Example("tren-duong.mp4", film(1, notes=PLACE), frozenset({POSITION.code}))
        located_mov = film(1, container="mov", notes=PLACE)
        yield Example("tren-duong.mov", located_mov, frozenset({POSITION.code}))
        yield Example("den.mp4", film(3, black_start=1.0))
        yield Example("muc-luc-cuoi.mp4", film(2, faststart=False), frozenset({INDEX_AT_END.code}))
        yield Example("may-quay.mov", film(2, container="mov"))
        yield Example("trang.webm", film(1, container="webm", codec="libvpx-vp9"))
        yield Example("cu.avi", film(1, container="avi", codec="mpeg4"), frozenset({CONVERT.code}))
        yield Example("tieng.mp4", sound(), frozenset({NO_VIDEO.code}), Verdict.REJECT)
        yield Example("cat.mp4", good[: len(good) * 2 // 3], frozenset({TRUNCATED.code}), Verdict.REJECT)
        yield Example("rac.mp4", good[:40] + b"\x07" * 4000, frozenset({DAMAGED.code}), Verdict.REJECT)
        yield Example("sai.webm", good, frozenset({"file.misnamed"}), Verdict.REJECT)


def _tells_position(path: Path, family: str) -> bool:
    try:
        return film_cleaning.plan_for(path, family).tells_position
    except NotClean:
        return False


@dataclass(slots=True)
class Layout:
    """How the file is built: does it end before its parts do, does the index stand behind the pictures?"""

    truncated: bool = False
    index_at_end: bool = False


def _layout(path: Path, family: str) -> Layout:
    size = path.stat().st_size
    if family == "mp4":
        return _mp4_layout(path, size)
    with path.open("rb") as file:
        head = file.read(4096)
    if family == "avi":
        return Layout(truncated=int.from_bytes(head[4:8], "little") + 8 > size + 1)
    at = head.find(b"\x18S\x80g")
    return Layout(truncated=at >= 0 and _segment_end(head, at + 4) > size)


def _mp4_layout(path: Path, size: int) -> Layout:
    layout = Layout()
    order: list[bytes] = []
    with path.open("rb") as file:
        at = 0
        while at + 8 <= size and len(order) < 1000:
            file.seek(at)
            head = file.read(16)
            length, kind = struct.unpack(">I4s", head[:8])
            if length == 1 and len(head) == 16:
                length = int.from_bytes(head[8:16], "big")
            elif length == 0:
                length = size - at
            order.append(kind)
            if length < 8:
                break
            at += length
    layout.truncated = at > size or b"moov" not in order
    if b"moov" in order and b"mdat" in order:
        layout.index_at_end = order.index(b"moov") > order.index(b"mdat")
    return layout


def _segment_end(head: bytes, at: int) -> int:
    """End of a Matroska segment by its announced size; 0 when it does not announce one."""
    first = head[at] if at < len(head) else 0
    width = 9 - first.bit_length()
    if not 1 <= width <= 8 or at + width > len(head):
        return 0
    value = int.from_bytes(head[at : at + width], "big") & ((1 << (7 * width)) - 1)
    return 0 if value == (1 << (7 * width)) - 1 else at + width + value


def _opened(path: Path) -> Any:
    """The film by the reader of its own family only: no playlists, no other files, no addresses."""
    with path.open("rb") as file:
        reader = _READERS[_family(file.read(64))]
    return av.open(path, "r", format=reader, options={"protocol_whitelist": "file"}, metadata_errors="ignore")


def _describe(container: Any, report: Report) -> None:
    metadata = report.metadata
    metadata.codecs = [
        stream.codec_context.name
        for stream in container.streams
        if stream.type in ("video", "audio") and stream.codec_context is not None
    ]
    title = clean_line(container.metadata.get("title", ""))
    metadata.title = "" if is_machine_title(title) else title
    metadata.created = container.metadata.get("creation_time", "")[:19]
    metadata.tool = container.metadata.get("encoder", "")
    metadata.duration = round(_seconds(container), 2)
    if not container.streams.video:
        report.add(NO_VIDEO.at() if container.streams.audio else DAMAGED.at())
        return
    context = container.streams.video[0].codec_context
    if context is None:
        report.add(DAMAGED.at())
        return
    metadata.width, metadata.height = context.width, context.height
    if metadata.duration <= 0:
        report.add(NO_DURATION.at())
    if context.width * context.height > _MAX_PIXELS:
        report.add(TOO_MANY_PIXELS.at(width=context.width, height=context.height))
    codec = context.codec.canonical_name
    if codec not in _PLAYED:
        report.add(CONVERT.at(codec=codec.upper()))


def _seconds(container: Any) -> float:
    if container.duration:
        return float(container.duration) / av.time_base
    lengths = [float(s.duration * s.time_base) for s in container.streams if s.duration and s.time_base]
    return max(lengths, default=0.0)


def _posters(path: Path, out_dir: Path) -> list[DerivedFile]:
    image = _poster(path)
    if image is None:
        return []
    poster = pictures.shrunk(image, 1280, 1280)
    return [pictures.save_webp(poster, out_dir, POSTER), *pictures.save_covers(poster, out_dir)]


def _poster(path: Path) -> Image.Image | None:
    """The first lively frame near 10 % of the film; failing that, the liveliest seen."""
    best: tuple[float, Image.Image] | None = None
    with _opened(path) as container:
        stream = container.streams.video[0]
        if stream.codec_context is None:
            return None
        stream.thread_type = "NONE"
        stream.codec_context.thread_count = 1
        total = _seconds(container)
        for share in _MOMENTS:
            frame = _frame_at(container, stream, total * share)
            if frame is None:
                continue
            image = frame.to_image()
            liveliness = _liveliness(image)
            if best is None or liveliness > best[0]:
                best = (liveliness, image)
            if liveliness > 12:
                break
    return best[1] if best else None


def _frame_at(container: Any, stream: Any, seconds: float) -> Any:
    """The first frame at or after `seconds`, or the last one decoded in time from the key frame before it."""
    last = None
    stop = time.monotonic() + _SECONDS_PER_MOMENT
    try:
        container.seek(int(seconds * av.time_base), backward=True)
        for frame in container.decode(stream):
            last = frame
            if (frame.time is not None and frame.time >= seconds) or time.monotonic() > stop:
                return frame
    except _BROKEN:
        return last
    return last


def _liveliness(image: Image.Image) -> float:
    """0 for a black or one-coloured frame: brightness counts little, contrast much."""
    grey = image.convert("L").resize((64, 36))
    figures = ImageStat.Stat(grey)
    return 0.0 if figures.mean[0] < 12 else figures.stddev[0] + figures.mean[0] / 16


def _playable_copy(path: Path, out_dir: Path) -> list[DerivedFile]:
    """A remuxed MP4 with the index in front: the same pictures and sound, nothing encoded anew."""
    if path.stat().st_size > _REMUX_UP_TO or not _needs_copy(path):
        return []
    target = out_dir / PLAYABLE
    with _opened(path) as source:
        video = source.streams.video[0]
        taken = [video, *source.streams.audio[:1]]
        with av.open(target, "w", format="mp4", options={"movflags": "faststart"}) as out:
            twins = {stream.index: out.add_stream_from_template(stream) for stream in taken}
            for packet in source.demux(taken):
                if packet.dts is not None:
                    packet.stream = twins[packet.stream.index]
                    out.mux(packet)
        width, height = video.codec_context.width, video.codec_context.height
    return [DerivedFile(PLAYABLE, "video/mp4", target.stat().st_size, width, height)]


def _needs_copy(path: Path) -> bool:
    with path.open("rb") as file:
        family = _family(file.read(64))
    return family == "mp4" and _layout(path, family).index_at_end
