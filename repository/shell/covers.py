"""Covers: what stands in the 4:3 frame of a material, a picture of its first page or a drawn exercise-book cover."""

from __future__ import annotations

from dataclasses import dataclass

MOTIFS = frozenset(
    {"book", "play", "slides", "sliders", "question", "note", "picture", "sheet", "plan", "package"}
)


@dataclass(frozen=True)
class Cover:
    """A cover. Without `image_url` it is drawn: ground of the subject's `hue` (1 to 16, 0 = none), `motif`, `grade`.

    `length` is a playing time such as "12:05", shown in the corner of a poster frame. Covers carry no words for
    screen readers: the title beside them says it.
    """

    image_url: str = ""
    hue: int = 0
    motif: str = "book"
    grade: str = ""
    length: str = ""

    @property
    def drawing(self) -> str:
        """The motif's name in the sprite; an unknown motif becomes the open book."""
        return f"motif-{self.motif if self.motif in MOTIFS else 'book'}"
