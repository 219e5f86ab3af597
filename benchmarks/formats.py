"""Figures of the intake: a 100-page PDF, a 60-slide presentation, the poster of a ten-minute film, peak memory.

`python -m benchmarks formats` prints one JSON object a line. Files are made in code first and not measured.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from media.formats.samples.office import lesson_pptx
from media.formats.samples.pdf import text_pdf
from media.formats.samples.pictures import picture
from media.formats.samples.video import film
from media.formats.sandbox import inspect_in_child, previews_in_child

Figure = dict[str, str | float | int]
Answer = TypeVar("Answer")


def run(argv: Sequence[str] = ()) -> Iterator[Figure]:
    """Each figure as {"name", "value", "unit"}; budgets stand in `docs/capacity.md`."""
    with TemporaryDirectory() as folder:
        out = Path(folder)
        yield from _start(out)
        yield from _pdf(out)
        yield from _pptx(out)
        yield from _film(out)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield {"name": "formats.child_peak_memory", "value": round(peak), "unit": "MB"}


def _start(out: Path) -> Iterator[Figure]:
    path = _file(out, "a.jpg", picture(640, 480))
    inspect_in_child(path, path.name)
    _, seconds = _timed(lambda: inspect_in_child(path, path.name))
    yield _seconds("formats.child_start_and_picture", seconds)


def _pdf(out: Path) -> Iterator[Figure]:
    line = "Hai phân số bằng nhau nếu tích chéo của chúng bằng nhau; hãy lấy ví dụ và giải thích"
    path = _file(out, "a.pdf", text_pdf([[f"Bài {page}", *[line] * 40] for page in range(1, 101)]))
    inspection, text_seconds = _timed(lambda: inspect_in_child(path, path.name))
    if len(inspection.sections) != 100:
        raise AssertionError(inspection.findings)
    _, picture_seconds = _timed(lambda: previews_in_child(path, "pdf", out))
    yield _seconds("formats.pdf_100_pages_text", text_seconds)
    yield _seconds("formats.pdf_100_pages_covers_and_20_pages", picture_seconds)
    yield _seconds("formats.pdf_100_pages_intake", text_seconds + picture_seconds)


def _pptx(out: Path) -> Iterator[Figure]:
    slides = [
        (f"Hoạt động {number}", ["Mục tiêu", "Nội dung", "Sản phẩm"] * 4, "Ghi chú") for number in range(60)
    ]
    path = _file(out, "a.pptx", lesson_pptx(slides))
    inspection, seconds = _timed(lambda: inspect_in_child(path, path.name))
    if len(inspection.sections) != 60:
        raise AssertionError(inspection.findings)
    yield _seconds("formats.pptx_60_slides_outline", seconds)


def _film(out: Path) -> Iterator[Figure]:
    path = _file(out, "a.mp4", film(600, width=1280, height=720, rate=5))
    _, seconds = _timed(lambda: (inspect_in_child(path, path.name), previews_in_child(path, "video", out)))
    yield _seconds("formats.film_10_minutes_720p_poster_and_duration", seconds)


def _file(out: Path, name: str, data: bytes) -> Path:
    path = out / name
    path.write_bytes(data)
    return path


def _timed(work: Callable[[], Answer]) -> tuple[Answer, float]:
    begin = time.perf_counter()
    answer = work()
    return answer, time.perf_counter() - begin


def _seconds(name: str, value: float) -> Figure:
    return {"name": name, "value": round(value, 2), "unit": "s"}
