"""What can be shown of a blob: covers, pages, slides, poster, playable copy; missing pages are drawn on demand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from config.accounts.models import User
from config.jobs.models import Job
from config.jobs.services import enqueue
from media.files.models import StoredBlob
from media.files.sections import described, read
from media.formats.anchors import page as page_anchor
from media.formats.anchors import parse_anchor
from media.formats.sandbox import PreviewFailed
from media.previews import render
from media.previews.models import Rendition

RENDER = "media.previews.render"
BLOCK = 5  # neighbours drawn together with a missing page
A4 = (1000, 1414)


@dataclass(frozen=True)
class PageImage:
    """One page: `rendition` is None until it is drawn (`ensure_pages`); sizes are pixels, a guess until then."""

    number: int
    anchor: str
    text: str
    rendition: Rendition | None
    width: int
    height: int


def cover_of(blob: StoredBlob, *, large: bool = False) -> Rendition | None:
    """The cover picture, 320 pixels wide, or 960 when `large`; None for formats and files without one."""
    return Rendition.objects.of(blob).filter(name="cover-960" if large else "cover-320").first()


def covers_of(blobs: Iterable[StoredBlob]) -> dict[int, Rendition]:
    """Small covers of many blobs in one query, by the blob's row id; for lists."""
    wanted = Rendition.objects.current().filter(blob__in=[blob.pk for blob in blobs], name="cover-320")
    return {rendition.blob_id: rendition for rendition in wanted}


def page_images(blob: StoredBlob) -> list[PageImage]:
    """All pages of a paged document in order, drawn or not, with their text; empty for other formats."""
    if not render.is_paged(blob):
        return []
    drawn = {rendition.anchor: rendition for rendition in Rendition.objects.of(blob).pages()}
    texts = {section.anchor: section.text for section in read(blob)}
    first = next(iter(drawn.values()), None)
    guess = (first.width or A4[0], first.height or A4[1]) if first else A4
    pages = []
    for number in range(1, described(blob).metadata.pages + 1):
        anchor = page_anchor(number)
        rendition = drawn.get(anchor)
        width, height = (rendition.width, rendition.height) if rendition else (None, None)
        pages.append(
            PageImage(number, anchor, texts.get(anchor, ""), rendition, width or guess[0], height or guess[1])
        )
    return pages


def ensure_pages(blob: StoredBlob, pages: Sequence[int]) -> dict[int, Rendition]:
    """Renditions of these page numbers, drawn now where missing (with their neighbours, about half a second).

    Pages that do not exist or cannot be drawn are left out.
    """
    last = described(blob).metadata.pages if render.is_paged(blob) else 0
    numbers = [number for number in dict.fromkeys(pages) if 1 <= number <= last]
    found = _drawn(blob, numbers)
    if len(found) == len(numbers):
        return found
    with render.one_at_a_time(blob):
        found = _drawn(blob, numbers)
        missing = [number for number in numbers if number not in found]
        if missing:
            _draw(blob, missing, last)
    return _drawn(blob, numbers)


def slide_pictures(blob: StoredBlob) -> dict[int, list[Rendition]]:
    """Pictures by slide number; empty for other formats."""
    pictures: dict[int, list[Rendition]] = {}
    for rendition in Rendition.objects.of(blob).slides():
        place = parse_anchor(rendition.anchor)
        if place is not None:
            pictures.setdefault(place.number, []).append(rendition)
    return pictures


def poster_of(blob: StoredBlob) -> Rendition | None:
    """A frame of a video that is not black."""
    return Rendition.objects.of(blob).filter(name="poster").first()


def playable_of(blob: StoredBlob) -> Rendition | StoredBlob:
    """What a browser should play: the copy with its index in front if one was made, else the original."""
    return Rendition.objects.of(blob).filter(name="play").first() or blob


def request_previews(actor: User | None, *, blob: StoredBlob) -> Job:
    """Make everything that is made ahead (again), in the background."""
    return enqueue(RENDER, actor=actor, subject=f"blob:{blob.sha256}", unique=True, blob=blob.pk)


def _drawn(blob: StoredBlob, numbers: Sequence[int]) -> dict[int, Rendition]:
    by_anchor = {page_anchor(number): number for number in numbers}
    rows = Rendition.objects.of(blob).filter(anchor__in=by_anchor)
    return {by_anchor[rendition.anchor]: rendition for rendition in rows}


def _draw(blob: StoredBlob, missing: Sequence[int], last: int) -> None:
    """The missing pages, and those after the first of them that are missing too."""
    ahead = range(missing[0], min(last, missing[0] + BLOCK - 1) + 1)
    have = _drawn(blob, list(ahead))
    wanted = dict.fromkeys([*missing, *(number for number in ahead if number not in have)])
    try:
        render.make(blob, [render.page_file(number) for number in wanted])
    except PreviewFailed:
        return
