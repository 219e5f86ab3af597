"""Each question after the test: how hard it was, which wrong answer drew most, what was left out, what to look at."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from questionbank.papers.models import PaperForm, PaperSlot
from questionbank.results.scores import Mark, Results
from questionbank.results.wording import part_texts, safe_html, words_of
from questionbank.statistics.answers import Silence, most_chosen_wrong, rivals_of_key, silences
from questionbank.statistics.items import ItemFigures, figures_of_items
from questionbank.types.base import Prepared
from questionbank.types.grading import question_type_of

HARD, EASY = 20, 95  # percent: outside of this a question tells little


@dataclass(frozen=True)
class Wrong:
    """The wrong answer that drew most."""

    words: SafeString
    count: int
    percent: int


@dataclass(frozen=True)
class Flagged:
    """An answer that a person should look at: how often it came, and what it earned."""

    words: SafeString
    label: str | Promise
    count: int
    earned: bool


@dataclass(frozen=True)
class Piece:
    """A statement or blank of a question and the share of attempts that had it right."""

    words: SafeString
    percent: int


@dataclass(frozen=True)
class QuestionLine:
    """One question. `is_in_doubt`: those who chose a certain wrong answer did better in the rest of the test."""

    number: int
    slot: PaperSlot
    stem: SafeString
    figures: ItemFigures
    wrong: Wrong | None = None
    omitted: int = 0
    not_reached: int = 0
    flagged: tuple[Flagged, ...] = ()
    pieces: tuple[Piece, ...] = ()
    is_in_doubt: bool = False

    @property
    def verdict(self) -> str:
        """hard, easy or nothing special."""
        facility = self.figures.facility
        if facility is None or self.figures.count == 0:
            return ""
        return "hard" if facility < HARD else "easy" if facility > EASY else ""


def hardest(lines: Sequence[QuestionLine], *, most: int = 3) -> list[QuestionLine]:
    """The questions on which least was earned, hardest first; those that everybody had right are no hard ones."""
    known = [line for line in lines if line.figures.facility is not None and line.figures.facility < 100]
    return sorted(known, key=lambda line: (line.figures.facility or 0.0, line.number))[:most]


@dataclass
class _Heard:
    """What is collected of one slot."""

    marks: list[Mark] = field(default_factory=list)
    silences: Counter[Silence] = field(default_factory=Counter)


def read_questions(results: Results) -> list[QuestionLine]:
    """Figures of every question over the graded attempts; one more query, for the forms."""
    forms = list(
        PaperForm.objects.filter(paper=results.quiz.paper_id)
        .values_list("pk", "package__order", "prepared")
        .order_by("code")
    )
    orders = {pk: order for pk, order, _prepared in forms}
    prepared = forms[0][2] if forms else {}
    heard = _listen(results, {line.attempt.pk: line.attempt.form_id for line in results.graded}, orders)
    figures = figures_of_items(results.table, [float(slot.points) for slot in results.slots])
    totals = {line.attempt.pk: float(sum(line.slots)) for line in results.graded}
    return [
        _question(
            number,
            slot,
            Prepared.from_json(prepared[slot.public_id]),
            figures[number - 1],
            heard[slot.pk],
            totals,
        )
        for number, slot in enumerate(results.slots, start=1)
        if slot.public_id in prepared
    ]


def _listen(results: Results, forms: dict[int, int], orders: dict[int, list[str]]) -> dict[int, _Heard]:
    heard: dict[int, _Heard] = defaultdict(_Heard)
    answered: dict[int, dict[int, bool]] = defaultdict(dict)
    for mark in results.marks:
        if mark.attempt_id in forms:
            heard[mark.slot_id].marks.append(mark)
            answered[mark.attempt_id][mark.slot_id] = mark.answered
    ids = {slot.public_id: slot.pk for slot in results.slots}
    for attempt, form in forms.items():
        order = [ids[public] for public in orders.get(form) or ids if public in ids]
        found = silences([answered[attempt].get(slot, False) for slot in order])
        for slot, silence in zip(order, found, strict=True):
            if silence is not None:
                heard[slot].silences[silence] += 1
    return heard


def _question(
    number: int,
    slot: PaperSlot,
    prepared: Prepared,
    figures: ItemFigures,
    heard: _Heard,
    totals: dict[int, float],
) -> QuestionLine:
    given = [mark for mark in heard.marks if mark.answered]
    return QuestionLine(
        number=number,
        slot=slot,
        stem=safe_html(prepared.stem),
        figures=figures,
        wrong=_wrong(prepared, given, total=figures.count),
        omitted=heard.silences[Silence.OMITTED],
        not_reached=heard.silences[Silence.NOT_REACHED],
        flagged=tuple(_flagged(prepared, given)),
        pieces=_pieces(prepared, heard.marks),
        is_in_doubt=_is_in_doubt(slot, given, totals),
    )


def _wrong(prepared: Prepared, given: Sequence[Mark], *, total: int) -> Wrong | None:
    """Nothing for answers in many parts: there the parts tell more."""
    if any(mark.parts for mark in given):
        return None
    right = {_key(mark) for mark in given if mark.fraction == 1}
    found = most_chosen_wrong((_key(mark) for mark in given), right=right, total=total)
    if found is None:
        return None
    return Wrong(words_of(prepared, json.loads(found.answer)), found.count, found.percent)


def _flagged(prepared: Prepared, given: Sequence[Mark]) -> list[Flagged]:
    labels = question_type_of(prepared.type).flag_labels
    seen: Counter[tuple[str, str, bool]] = Counter()
    for mark in given:
        for flag in mark.flags:
            if flag in labels:
                seen[flag, _key(mark), mark.fraction > 0] += 1
    return [
        Flagged(words_of(prepared, json.loads(value)), labels[flag], count, earned)
        for (flag, value, earned), count in seen.most_common()
    ]


def _pieces(prepared: Prepared, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    texts = part_texts(prepared)
    known = [one for one in texts if any(one in mark.parts for mark in marks)]
    return tuple(
        Piece(texts[one], round(100 * sum(float(mark.parts.get(one, 0)) for mark in marks) / len(marks)))
        for one in known
    )


def _is_in_doubt(slot: PaperSlot, given: Sequence[Mark], totals: dict[int, float]) -> bool:
    """Only for answers that are one choice; the rest of the total tells who knows more."""
    right = Counter(_key(mark) for mark in given if mark.fraction == 1).most_common(1)
    if not right or any(mark.parts for mark in given):
        return False
    choices = [
        (_key(mark), totals.get(mark.attempt_id, 0.0) - float(mark.fraction * slot.points)) for mark in given
    ]
    return bool(rivals_of_key(choices, right=right[0][0]))


def _key(mark: Mark) -> str:
    return json.dumps(mark.value, sort_keys=True, ensure_ascii=False)
