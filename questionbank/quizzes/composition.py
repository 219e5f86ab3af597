"""The composer's one form: settings, parts and the questions in them, read together from what the page sends.

`place` fields say the order, as they stand in the page: "part:<row>" opens a part, "slot:<public id>" follows in it.
A script moves rows by moving these fields; without one they come in the order that stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from questionbank.papers.contents import meant_version, parts_of
from questionbank.papers.models import PaperPart, PaperSlot
from questionbank.papers.stems import stem_of
from questionbank.quizzes.forms import PartForm, PointsField, SettingsForm
from questionbank.quizzes.models import Quiz
from questionbank.quizzes.services.composing import PartEdit
from questionbank.types.base import QuestionType
from questionbank.types.registry import QUESTION_TYPES
from repository.organisations.models import ClassGroup

MOST_PLACES = 1000


@dataclass
class SlotRow:
    """A question's row on the page."""

    slot: PaperSlot
    number: int
    stem: SafeString
    type_label: str | Promise
    is_ready: bool
    edit_url: str
    form: SlotForm

    @property
    def points(self) -> forms.BoundField:
        """The points field."""
        return self.form["points"]


@dataclass
class PartBlock:
    """A part on the page."""

    part: PaperPart
    form: PartForm
    rows: list[SlotRow] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        """What the part is worth as it stands."""
        return sum((row.slot.points for row in self.rows), Decimal(0))


class SlotForm(forms.Form):
    """The points of one question."""

    points = PointsField(label=_("Points"))

    def __init__(self, data: Any = None, *, slot: PaperSlot) -> None:
        super().__init__(
            data, prefix=f"slot-{slot.public_id}", initial={"points": slot.points}, label_suffix=""
        )


class Composition:
    """A quiz with its forms, bound to `data` or not. The number of queries does not depend on the number of rows."""

    def __init__(self, quiz: Quiz, *, classes: Sequence[ClassGroup], data: QueryDict | None = None) -> None:
        self.quiz = quiz
        self.data = data
        self.settings = SettingsForm(data, quiz=quiz, classes=classes)
        self.blocks: list[PartBlock] = []
        number = 0
        for part in parts_of(quiz.paper):
            rows = [self._row(slot, number + rank) for rank, slot in enumerate(part.slots.all(), start=1)]
            number += len(rows)
            kinds = {row.slot.question.type_key: _kind(row.slot) for row in rows}
            block = PartBlock(part, PartForm(data, part=part, kinds=list(kinds.values())), rows)
            self.blocks.append(block)

    @property
    def is_frozen(self) -> bool:
        """The paper has been given before: only the event's own settings are composed."""
        return self.quiz.paper.frozen_at is not None

    @property
    def total(self) -> Decimal:
        """What the quiz is worth as it stands."""
        return sum((block.total for block in self.blocks), Decimal(0))

    @property
    def count(self) -> int:
        """Number of questions."""
        return sum(len(block.rows) for block in self.blocks)

    @property
    def edit_number(self) -> int:
        """The number the page was made from: as posted, so that a stale page stays stale."""
        posted = self.data.get("edit_number", "") if self.data is not None else ""
        return (
            int(posted)
            if posted.isascii() and posted.isdigit() and len(posted) < 10
            else self.quiz.paper.edit_number
        )

    @cached_property
    def forms(self) -> list[forms.Form]:
        """Every form of the page."""
        if self.is_frozen:
            return [self.settings]
        return [
            self.settings,
            *(block.form for block in self.blocks),
            *(row.form for block in self.blocks for row in block.rows),
        ]

    def is_valid(self) -> bool:
        """Every form fits."""
        return all([form.is_valid() for form in self.forms])

    def keep_standing(self) -> bool:
        """Points and totals that do not fit keep what the quiz holds, so that the rest of the page can be saved; False when
        something else does not fit either."""
        if self.is_frozen:
            return self.is_valid()
        for row in (row for block in self.blocks for row in block.rows):
            if not row.form.is_valid():
                row.form.cleaned_data["points"] = row.slot.points
        others = [self.settings, *(block.form for block in self.blocks)]
        return all([form.is_valid() for form in others])

    @property
    def errors(self) -> dict[str, str]:
        """{id of the field on the page: first sentence}, in the order of the page."""
        return {
            form[name].auto_id: str(sentences[0])
            for form in self.forms
            for name, sentences in form.errors.items()
            if name in form.fields
        }

    def edits(self) -> list[PartEdit]:
        """The valid page as what the service takes."""
        if self.is_frozen:
            return []
        rows = {row.slot.public_id: row for block in self.blocks for row in block.rows}
        placed = self._places()
        return [
            PartEdit(
                block.part.pk,
                block.form.cleaned_data["title"],
                block.form.cleaned_data["instruction"],
                block.form.scoring_rules(),
                tuple(
                    (one, rows[one].form.cleaned_data["points"])
                    for one in placed[block.part.pk]
                    if one in rows
                ),
            )
            for block in self._ordered_blocks()
        ]

    def _ordered_blocks(self) -> list[PartBlock]:
        order = {pk: rank for rank, pk in enumerate(self._places())}
        return sorted(self.blocks, key=lambda block: order[block.part.pk])

    def _places(self) -> dict[int, list[str]]:
        """{part row: slots} in the order of the page; what the page does not name keeps its part, at the end."""
        known = {str(block.part.pk): block.part.pk for block in self.blocks}
        places: dict[int, list[str]] = {}
        here: list[str] = []
        for place in self.data.getlist("place")[:MOST_PLACES] if self.data is not None else ():
            what, _colon, name = place.partition(":")
            if what == "part" and name in known:
                here = places.setdefault(known[name], [])
            elif what == "slot" and places:
                here.append(name)
        named = {one for slots in places.values() for one in slots}
        for block in self.blocks:
            rest = [row.slot.public_id for row in block.rows if row.slot.public_id not in named]
            places.setdefault(block.part.pk, []).extend(rest)
        return {part: list(dict.fromkeys(slots)) for part, slots in places.items()}

    def _row(self, slot: PaperSlot, number: int) -> SlotRow:
        version = slot.version or meant_version(slot.question, author_id=self.quiz.author_id)
        is_ready = version is not None and version.is_ready and slot.question.deleted_at is None
        stem = stem_of(slot.question, version)
        is_own = slot.question.author_id == self.quiz.author_id
        edit_url = reverse("edit_question" if is_own else "question", args=[slot.question.public_id])
        form = SlotForm(self.data, slot=slot)
        return SlotRow(slot, number, stem, _kind(slot).label, is_ready, edit_url, form)


def _kind(slot: PaperSlot) -> QuestionType[Any, Any]:
    return QUESTION_TYPES[slot.question.type_key]
