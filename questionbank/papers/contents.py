"""From rows to the content a form is made of, and every reason why it is not ready, each naming its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils import translation
from django.utils.translation import gettext as _

from questionbank.items.models import AnswerKey, Question, QuestionState, QuestionVersion
from questionbank.items.pictures import data_uris
from questionbank.papers.models import Paper, PaperPart, PaperSlot
from questionbank.papers.packages import ItemContent, PaperContent, PartContent
from questionbank.papers.scoring import rule_sentences
from questionbank.types.base import InvalidBody, Rule
from questionbank.types.grading import question_type_of


@dataclass(frozen=True)
class Frozen:
    """What a slot asks: a version and the key in force."""

    version: QuestionVersion
    answer_key: AnswerKey


@dataclass(frozen=True)
class ReadSlot:
    """A slot whose question can be asked."""

    item: ItemContent
    rule: Rule
    pictures: tuple[str, ...]
    findings: tuple[str, ...] = ()


@dataclass
class Plan:
    """A paper read for freezing: its content as far as it could be read, and what is missing."""

    parts: list[tuple[PaperPart, list[ReadSlot]]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)  # worth a look, no reason to refuse

    def content(self, paper: Paper, *, title: str, minutes: int) -> PaperContent:
        """What forms are made of, in the pupils' language."""
        pictures = [one for _part, slots in self.parts for slot in slots for one in slot.pictures]
        with translation.override(settings.LANGUAGE_CODE):
            parts = tuple(_part_content(part, slots) for part, slots in self.parts)
        return PaperContent(
            title=title,
            minutes=minutes,
            parts=parts,
            shuffle_questions=paper.shuffle_questions,
            shuffle_options=paper.shuffle_options,
            pictures=data_uris(pictures) if pictures else {},
        )


def parts_of(paper: Paper) -> list[PaperPart]:
    """The parts with their slots and questions; three queries whatever their number."""
    slots = PaperSlot.objects.select_related(
        "question__draft", "question__published", "version", "answer_key"
    ).order_by("order", "id")
    return list(paper.parts.order_by("order", "id").prefetch_related(Prefetch("slots", slots)))


def meant_version(question: Question, *, author_id: int) -> QuestionVersion | None:
    """What a paper of `author_id` asks: their own latest work, of others the approved version."""
    if question.author_id == author_id:
        return question.draft or question.published
    return question.published


def meant_contents(paper: Paper, parts: Iterable[PaperPart]) -> dict[int, Frozen]:
    """Per slot id what it asks now: what is frozen into it, else the version meant with its key in force."""
    slots = [slot for part in parts for slot in part.slots.all()]
    meant = {
        slot.pk: slot.version or meant_version(slot.question, author_id=paper.author_id) for slot in slots
    }
    keys = AnswerKey.objects.in_force_of(version.pk for version in meant.values() if version)
    found = {}
    for slot in slots:
        version = meant[slot.pk]
        key = slot.answer_key or (keys.get(version.pk) if version else None)
        if version and key:
            found[slot.pk] = Frozen(version, key)
    return found


def read_plan(parts: Iterable[PaperPart], asked: Mapping[int, Frozen]) -> Plan:
    """Read every slot by its type; no queries."""
    plan = Plan()
    number = 0
    for part in parts:
        slots = list(part.slots.all())
        if not slots:
            plan.problems.append(_("%(part)s has no question.") % {"part": part.title})
        read = []
        for slot in slots:
            number += 1
            place = _("Question %(number)d (%(part)s)") % {"number": number, "part": part.title}
            if ready := _read_slot(plan, part, slot, asked.get(slot.pk), place=place):
                read.append(ready)
                plan.warnings.extend(f"{place}: {finding}" for finding in ready.findings)
        plan.parts.append((part, read))
    return plan


def _read_slot(
    plan: Plan, part: PaperPart, slot: PaperSlot, asked: Frozen | None, *, place: str
) -> ReadSlot | None:
    if gone := _gone(slot):
        plan.problems.append(f"{place}: {gone}")
        return None
    if slot.points <= 0:
        plan.problems.append(_("%(place)s: give it points.") % {"place": place})
    if asked is None or not asked.version.is_ready:
        plan.problems.append(
            _("%(place)s: the question or its answer key is not complete yet.") % {"place": place}
        )
        return None
    try:
        return _typed_slot(part, slot, asked)
    except InvalidBody as invalid:
        plan.problems.extend(f"{place}: {sentence}" for sentence in invalid.problems)
        return None


def _gone(slot: PaperSlot) -> str:
    """Why a question that is not frozen yet can no longer be asked."""
    if slot.version_id is not None:
        return ""
    if slot.question.deleted_at is not None:
        return _("it was deleted from its bank.")
    return _("it is no longer in use.") if slot.question.state == QuestionState.RETIRED else ""


def _typed_slot(part: PaperPart, slot: PaperSlot, asked: Frozen) -> ReadSlot:
    kind = question_type_of(slot.question.type_key)
    body: Any = kind.read_body(asked.version.body, stored=True)
    key: Any = kind.read_key(body, asked.answer_key.key, stored=True)
    rule = kind.read_rule(body, part.scoring_rules.get(kind.key))
    item = ItemContent(slot.public_id, kind, body, slot.points)
    findings = tuple(one.sentence for one in kind.findings(body, key))
    return ReadSlot(item, rule, tuple(kind.pictures(body)), findings)


def _part_content(part: PaperPart, slots: list[ReadSlot]) -> PartContent:
    rules = rule_sentences([(slot.item.kind, slot.rule, slot.item.points) for slot in slots])
    return PartContent(part.title, part.instruction, rules, tuple(slot.item for slot in slots))
