"""Writing: a new question, and every save of the editor. Nothing typed is lost, whether it fits the type or not."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import Conflict, NotAllowed, Refused
from questionbank.items.checking import Content, check_question, cleaned
from questionbank.items.models import AnswerKey, Bank, Question, QuestionVersion
from questionbank.items.reading import draft_input, key_in_force
from questionbank.items.services.banks import own_bank
from questionbank.items.services.changes import announce, require_edit
from questionbank.items.wording import fold, hash_of
from questionbank.types.base import JSON, Finding, InvalidBody, Problem
from questionbank.types.grading import question_type_of
from repository.curation.life import IN_REVIEW
from repository.curation.lifecycle import locked, reopen
from repository.curriculum.models import GradeLevel, Outcome, Subject, Topic


@dataclass(frozen=True)
class Classification:
    """Where a question belongs. Correcting it makes no new version; it is logged."""

    subject: Subject | None = None
    grade: GradeLevel | None = None
    topic: Topic | None = None
    outcome: Outcome | None = None
    level: str = ""


@dataclass(frozen=True)
class SavedDraft:
    """What a save left: `key` is None until it is valid; paths of problems and findings begin with "body." or "key."."""

    question: Question
    version: QuestionVersion
    key: AnswerKey | None
    problems: list[Problem]
    findings: list[Finding]


@transaction.atomic
def create_question(actor: User, *, type_key: str, bank: Bank | None = None) -> Question:
    """An empty question in the actor's own bank."""
    try:
        kind = question_type_of(type_key)
    except InvalidBody as invalid:
        raise Refused(str(invalid), code="unknown_type") from None
    home = own_bank(actor)
    if bank is not None and bank.pk != home.pk:
        raise NotAllowed(
            _("New questions are written in your own bank and offered to the school from there.")
        )
    question = Question.objects.create(bank=home, author=actor, type_key=kind.key)
    draft = QuestionVersion.objects.create(question=question, number=1, author=actor, text_hash=hash_of(""))
    question.draft = draft
    question.save(update_fields=["draft"])
    record(actor, verb="question.create", subject=question.subject_key)
    announce([question])
    return question


def save_draft(
    actor: User,
    *,
    question: Question,
    edit_number: int,
    body: JSON = None,
    key: JSON = None,
    classification: Classification | None = None,
) -> SavedDraft:
    """Save what was typed; None leaves a side as it is. What does not fit the type is kept raw and told in `problems`.

    Raises Conflict when somebody else has saved since `edit_number`; sending the same once more is no conflict. A
    frozen version is followed by the next one, a round is taken back. `edit_number` rises by one per change.
    """
    question = Question.objects.select_related("bank", "draft", "published").get(pk=question.pk)
    require_edit(actor, question)
    standing = draft_input(question)
    new_body = standing.body if body is None else cleaned(body)
    new_key = standing.key if key is None else cleaned(key)
    content = check_question(question, new_body, new_key)
    is_changed = _differs(question, content)
    moved = _moved(question, classification)
    if not is_changed and not moved:
        return SavedDraft(
            question, _draft(question), key_in_force(question.draft), content.problems, content.findings
        )
    with transaction.atomic():
        row = _claimed(actor, question, edit_number)
        if is_changed and content.awaits_picture:  # it may have become ready since we looked
            content = check_question(row, new_body, new_key)
        if is_changed or row.state in IN_REVIEW:
            reopen(actor, row)
        if moved:
            _classify(actor, row, moved)
        if is_changed:
            _write(actor, row, content)
        announce([row])
    row.refresh_from_db()
    return SavedDraft(row, _draft(row), key_in_force(row.draft), content.problems, content.findings)


def settle_draft(question: Question, *, by: User | None) -> None:
    """A picture has become ready: the same words are judged once more. No edit of anybody, so windows stay in step.

    Call with the question locked, inside the transaction that changed what its texts may name.
    """
    draft = question.draft
    if draft is None or draft.is_frozen or not draft.work:
        return
    standing = draft_input(question)
    content = check_question(question, standing.body, standing.key)
    if _differs(question, content):
        _write(by or draft.author, question, content)
        announce([question])


def _claimed(actor: User, question: Question, edit_number: int) -> Question:
    """The row, locked, one edit further; Conflict when it has moved on since `edit_number`."""
    row = locked(question)
    require_edit(actor, row)
    if row.edit_number != edit_number:
        raise Conflict(_conflict(actor, row))
    Question.objects.filter(pk=row.pk).update(edit_number=F("edit_number") + 1, updated_at=timezone.now())
    return row


def _conflict(actor: User, row: Question) -> str:
    draft = _draft(row)
    other = draft.editors.exclude(pk=actor.pk).first() or (
        draft.author if draft.author_id != actor.pk else None
    )
    if other is None:
        return _("This question was changed in another window meanwhile; what you typed has not replaced it.")
    return _("%(name)s has changed this question meanwhile; what you typed has not replaced it.") % {
        "name": other
    }


def _differs(question: Question, content: Content) -> bool:
    draft = _draft(question)
    key = key_in_force(draft)
    return (draft.body, draft.work, key.key if key else None) != (content.body, content.work, content.key)


def _write(actor: User, question: Question, content: Content) -> None:
    draft = _draft(question)
    if draft.is_frozen:
        draft = QuestionVersion(question=question, number=_next_number(question), author=actor)
    draft.body, draft.work, draft.plain_text = content.body, content.work, content.text
    draft.folded_text, draft.text_hash = fold(content.text), hash_of(content.text)
    draft.save()
    if actor.pk != draft.author_id:
        draft.editors.add(actor)
    if question.draft_id != draft.pk:
        Question.objects.filter(pk=question.pk).update(draft=draft)
        question.draft = draft
    if content.key is None:
        draft.keys.all().delete()
    else:
        AnswerKey.objects.update_or_create(
            version=draft,
            number=1,
            defaults={"key": content.key, "author": actor, "in_force_at": timezone.now()},
        )


def _next_number(question: Question) -> int:
    last = question.versions.order_by("-number").first()
    return last.number + 1 if last else 1


def _moved(question: Question, classification: Classification | None) -> dict[str, Any]:
    """The fields of the classification that change."""
    if classification is None:
        return {}
    values = {field.name: getattr(classification, field.name) for field in fields(classification)}
    return {name: value for name, value in values.items() if getattr(question, name) != value}


def _classify(actor: User, question: Question, moved: dict[str, Any]) -> None:
    Question.objects.filter(pk=question.pk).update(**moved)
    said = {name: str(getattr(value, "code", value) or "") for name, value in moved.items()}
    record(actor, verb="question.classify", subject=question.subject_key, fields=said)


def _draft(question: Question) -> QuestionVersion:
    draft = question.draft
    if draft is None:
        raise Refused(_("This question has no content. Please write a new one."), code="empty")
    return draft
