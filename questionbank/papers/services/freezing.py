"""Freezing: questions and keys are fixed, forms are made, and nothing of the paper changes any more.

Everything is computed first (`prepare`), outside any transaction; `freeze` writes it in the transaction of whoever gives
the paper to pupils.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.errors import Conflict, Refused
from questionbank.items.services.freezing import freeze_version
from questionbank.papers.contents import Frozen, meant_contents, parts_of, read_plan
from questionbank.papers.models import Paper, PaperForm, PaperPart, PaperSlot
from questionbank.papers.packages import FIRST_CODE, PaperContent, build_form, new_seed, seal
from questionbank.types.base import JSON

PREVIEW_CODE = "000"


class NotReady(Refused):
    """It cannot be given yet; `problems` are sentences, each naming its place."""

    code = "not_ready"

    def __init__(self, problems: list[str]) -> None:
        super().__init__(_("The quiz cannot be published yet: %(first)s") % {"first": problems[0]})
        self.problems = problems


@dataclass(frozen=True)
class ReadyPaper:
    """A paper as it will stand: slots with version and key, forms; both unsaved."""

    paper: Paper
    slots: list[PaperSlot]
    forms: list[PaperForm]


def prepare(actor: User, paper: Paper, *, title: str, minutes: int) -> ReadyPaper:
    """Freeze the questions with their keys and make the forms. Raises NotReady with the whole list."""
    parts = parts_of(paper)
    frozen = _freeze_questions(actor, paper, parts)
    plan = read_plan(parts, frozen)
    if plan.problems:
        raise NotReady(plan.problems)
    slots = [_fixed(slot, frozen[slot.pk]) for part in parts for slot in part.slots.all()]
    return ReadyPaper(paper, slots, make_forms(paper, plan.content(paper, title=title, minutes=minutes)))


def freeze(ready: ReadyPaper) -> None:
    """Write it; call inside a transaction. Raises Conflict when the paper was changed or frozen meanwhile."""
    paper, now = ready.paper, timezone.now()
    as_read = Paper.objects.filter(pk=paper.pk, frozen_at=None, edit_number=paper.edit_number)
    if not as_read.update(frozen_at=now, updated_at=now, edit_number=paper.edit_number + 1):
        raise Conflict(_("The quiz was changed meanwhile. Look at it again, then publish it."))
    PaperSlot.objects.bulk_update(ready.slots, ["version", "answer_key"])
    PaperForm.objects.bulk_create(ready.forms)
    paper.refresh_from_db()


def make_forms(paper: Paper, content: PaperContent) -> list[PaperForm]:
    """Unsaved forms 101, 102, …, each sealed under a key of its own."""
    forms = []
    for rank in range(paper.forms_count):
        form = build_form(content, code=str(FIRST_CODE + rank), seed=new_seed())
        sealed = seal(form.package)
        forms.append(
            PaperForm(
                paper=paper,
                code=form.code,
                seed=form.seed,
                prepared=form.prepared,
                package=form.package,
                package_key=sealed.key,
                sealed=sealed.sealed,
            )
        )
    return forms


def preview_package(paper: Paper, *, title: str, minutes: int) -> dict[str, JSON]:
    """The package of a throw-away form with all that can be read, before and after freezing; nothing is stored."""
    parts = parts_of(paper)
    content = read_plan(parts, meant_contents(paper, parts)).content(paper, title=title, minutes=minutes)
    return build_form(content, code=PREVIEW_CODE, seed=new_seed()).package


def _freeze_questions(actor: User, paper: Paper, parts: list[PaperPart]) -> dict[int, Frozen]:
    """Per slot id the frozen version and key. Freezing is harmless when nothing comes of it."""
    meant = meant_contents(paper, parts)
    frozen: dict[int, Frozen] = {}
    for part in parts:
        for slot in part.slots.all():
            found = meant[slot.pk]
            if found.version.frozen_at is None:
                found = Frozen(*freeze_version(actor, question=slot.question))
            frozen[slot.pk] = found
    return frozen


def _fixed(slot: PaperSlot, frozen: Frozen) -> PaperSlot:
    slot.version, slot.answer_key = frozen.version, frozen.answer_key
    return slot
