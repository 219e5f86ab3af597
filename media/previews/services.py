"""What can be shown of a blob: covers, pages, slides, poster, playable copy. Missing pages are drawn by a job."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from config.accounts.models import User
from config.jobs.models import Job
from config.jobs.services import enqueue
from media.files.models import StoredBlob
from media.files.sections import described, read
from media.formats.anchors import page as page_anchor
from media.formats.anchors import parse_anchor
from media.formats.sandbox import PreviewFailed
from media.previews import render
from media.previews.models import Rendition, UndrawablePage

RENDER = "media.previews.render"
PAGES = "media.previews.pages"
BLOCK = 5  # neighbours drawn together with a missing page
MOST_FAILURES = 3
A4 = (1000, 1414)


class PageState(Enum):
    """How the picture of a page stands."""

    DRAWN = "drawn"
    COMING = "coming"
    FAILED = "failed"


@dataclass(frozen=True)
class PagePicture:
    """The picture of one page, or why there is none."""

    state: PageState
    rendition: Rendition | None = None


@dataclass(frozen=True)
class PageImage:
    """One page: `rendition` is None until it is drawn (`page_picture`); sizes are pixels, a guess until then."""

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


def page_picture(blob: StoredBlob, number: int) -> PagePicture | None:
    """How the picture of a page stands; a missing one is asked for. Draws nothing itself; None: no such page."""
    last = described(blob).metadata.pages if render.is_paged(blob) else 0
    if not 1 <= number <= last:
        return None
    if rendition := _drawn(blob, [number]).get(number):
        return PagePicture(PageState.DRAWN, rendition)
    if number in undrawable(blob):
        return PagePicture(PageState.FAILED)
    first = number - (number - 1) % BLOCK  # neighbours share one job, whoever asks first
    block = list(range(first, min(last, first + BLOCK - 1) + 1))
    subject = f"blob:{blob.sha256}:{first}"
    if not Job.objects.open().filter(kind=PAGES, subject=subject).exists():
        enqueue(PAGES, subject=subject, unique=True, blob=blob.pk, pages=block)
    return PagePicture(PageState.COMING)


def draw_pages(blob: StoredBlob, pages: Sequence[int]) -> None:
    """For the job: draw those that are missing, together, or one by one when that fails; remember what cannot be drawn.

    After MOST_FAILURES pages of a file the rest is given up: a hostile file must not hold the worker either.
    """
    drawn, failed = _drawn(blob, pages), undrawable(blob)
    missing = [number for number in pages if number not in drawn and number not in failed]
    if not missing or _made(blob, missing):
        return
    for number in missing:
        if len(failed) >= MOST_FAILURES or not _made(blob, [number]):
            failed.add(number)
            UndrawablePage.objects.get_or_create(
                blob=blob, handler_version=blob.handler_version, number=number
            )


def undrawable(blob: StoredBlob) -> set[int]:
    """The pages that this handler version could not draw."""
    rows = UndrawablePage.objects.filter(blob=blob, handler_version=blob.handler_version)
    return set(rows.values_list("number", flat=True))


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


def _made(blob: StoredBlob, numbers: Sequence[int]) -> bool:
    """Whether all these pages have a picture now."""
    try:
        render.make(blob, [render.page_file(number) for number in numbers])
    except PreviewFailed:
        return False
    return len(_drawn(blob, numbers)) == len(numbers)
