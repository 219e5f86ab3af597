"""Publishing: questions are frozen, forms are made, and nothing of it changes any more."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import Conflict, NotAllowed, Refused
from questionbank.items.services.freezing import freeze_version
from questionbank.quizzes.contents import Frozen, meant_contents, parts_of, read_plan
from questionbank.quizzes.models import GuestPolicy, Quiz, QuizForm, QuizPart, QuizSlot, QuizState, ShowWhen
from questionbank.quizzes.packages import FIRST_CODE, QuizContent, build_form, new_seed, seal
from questionbank.quizzes.policies import may_compose
from questionbank.quizzes.scoring import points_words
from questionbank.quizzes.signals import quiz_published
from questionbank.types.base import JSON
from repository.organisations.viewer import viewer_for

MOST_FORMS = 24
PREVIEW_CODE = "000"
SCALE = Decimal(10)  # the ten-point scale of schools


class NotReady(Refused):
    """The quiz cannot be published yet; `problems` are sentences, each naming its place."""

    code = "not_ready"

    def __init__(self, problems: list[str]) -> None:
        super().__init__(_("The quiz cannot be published yet: %(first)s") % {"first": problems[0]})
        self.problems = problems


@dataclass(frozen=True)
class Readiness:
    """What stands between a draft and its publication, and what is only worth a look."""

    problems: list[str]
    warnings: list[str]
    questions: int
    points: Decimal


def readiness_of(quiz: Quiz) -> Readiness:
    """Everything a person should know before publishing, in the order of the page."""
    parts = parts_of(quiz)
    plan = read_plan(parts, meant_contents(quiz, parts))
    slots = [slot for part in parts for slot in part.slots.all()]
    points = sum((slot.points for slot in slots), Decimal(0))
    problems = _setting_problems(quiz, has_questions=bool(slots))
    problems += plan.problems if slots else []
    return Readiness(problems, _warnings(quiz, points) + plan.warnings, len(slots), points)


def publish_quiz(actor: User, *, quiz: Quiz) -> Quiz:
    """Freeze the questions with their keys, make the forms, open the quiz to its pupils.

    Everything is computed first; one short transaction writes it. Raises NotReady with the whole list, NotAllowed,
    or Conflict when the quiz was changed or published meanwhile.
    """
    quiz = Quiz.objects.get(pk=quiz.pk)
    _check_may_publish(actor, quiz)
    if problems := readiness_of(quiz).problems:
        raise NotReady(problems)
    parts = parts_of(quiz)
    frozen = _freeze_questions(actor, quiz, parts)
    plan = read_plan(parts, frozen)
    if plan.problems:
        raise NotReady(plan.problems)
    forms = make_forms(quiz, plan.content(quiz))
    slots = [_fixed(slot, frozen[slot.pk]) for part in parts for slot in part.slots.all()]
    return _write(actor, quiz, slots, forms)


def make_forms(quiz: Quiz, content: QuizContent) -> list[QuizForm]:
    """Unsaved forms 101, 102, …, each sealed under a key of its own."""
    forms = []
    for rank in range(quiz.forms_count):
        form = build_form(content, code=str(FIRST_CODE + rank), seed=new_seed())
        sealed = seal(form.package)
        forms.append(
            QuizForm(
                quiz=quiz,
                code=form.code,
                seed=form.seed,
                prepared=form.prepared,
                package=form.package,
                package_key=sealed.key,
                sealed=sealed.sealed,
            )
        )
    return forms


def preview_package(quiz: Quiz) -> dict[str, JSON]:
    """The package of a throw-away form with all that can be read, before and after publication; nothing is stored."""
    parts = parts_of(quiz)
    content = read_plan(parts, meant_contents(quiz, parts)).content(quiz)
    return build_form(content, code=PREVIEW_CODE, seed=new_seed()).package


def _check_may_publish(actor: User, quiz: Quiz) -> None:
    if quiz.state != QuizState.DRAFT:
        raise Refused(_("This quiz is published already."), code="published")
    if not may_compose(viewer_for(actor), quiz):
        raise NotAllowed(_("Only its author publishes a quiz."))


def _setting_problems(quiz: Quiz, *, has_questions: bool) -> list[str]:
    problems = []
    if not has_questions:
        problems.append(_("The quiz has no questions yet."))
    if quiz.minutes < 1:
        problems.append(_("Say how many minutes pupils have."))
    if quiz.closes_at and quiz.closes_at <= timezone.now():
        problems.append(_("The closing time has passed already."))
    if quiz.opens_at and quiz.closes_at and quiz.closes_at <= quiz.opens_at:
        problems.append(_("The quiz closes before it opens."))
    has_class = quiz.class_groups.exists()
    if not has_class and quiz.guests == GuestPolicy.NONE:
        problems.append(_("Nobody could take it: choose a class, or let guests in."))
    over = quiz.class_groups.filter(closed_at__isnull=False).order_by("name").values_list("name", flat=True)
    problems += [
        _("Class %(name)s has closed: choose a class of this year.") % {"name": name} for name in over
    ]
    if not has_class and quiz.guests == GuestPolicy.LISTED:
        problems.append(_("Guests choose their name from a class list: choose the class."))
    return problems


def _warnings(quiz: Quiz, points: Decimal) -> list[str]:
    warnings = []
    if points != SCALE:
        values = {"points": points_words(points)}
        warnings.append(_("The quiz is worth %(points)s, not ten.") % values)
    if ShowWhen.AFTER_HAND_IN in (quiz.show_answers, quiz.show_score):
        warnings.append(_shown_at_once(quiz))
    if quiz.forms_count > 1 and not (quiz.shuffle_questions or quiz.shuffle_options):
        warnings.append(_("Nothing is shuffled: all forms will be the same."))
    return warnings


def _shown_at_once(quiz: Quiz) -> str:
    if quiz.show_answers == ShowWhen.AFTER_HAND_IN:
        return _(
            "Keys and solutions show right after handing in, while others are still at work: the first to hand in can "
            "tell the rest. Right for practice, not for a test that counts."
        )
    return _("Scores show right after handing in, while others are still at work.")


def _freeze_questions(actor: User, quiz: Quiz, parts: list[QuizPart]) -> dict[int, Frozen]:
    """Per slot id the frozen version and key. Freezing is harmless when nothing comes of the publication."""
    meant = meant_contents(quiz, parts)
    frozen: dict[int, Frozen] = {}
    for part in parts:
        for slot in part.slots.all():
            found = meant[slot.pk]
            if found.version.frozen_at is None:
                found = Frozen(*freeze_version(actor, question=slot.question))
            frozen[slot.pk] = found
    return frozen


def _fixed(slot: QuizSlot, frozen: Frozen) -> QuizSlot:
    slot.version, slot.answer_key = frozen.version, frozen.answer_key
    return slot


@transaction.atomic
def _write(actor: User, quiz: Quiz, slots: list[QuizSlot], forms: list[QuizForm]) -> Quiz:
    now = timezone.now()
    as_read = Quiz.objects.filter(pk=quiz.pk, state=QuizState.DRAFT, edit_number=quiz.edit_number)
    if not as_read.update(
        state=QuizState.PUBLISHED, published_at=now, updated_at=now, edit_number=quiz.edit_number + 1
    ):
        raise Conflict(_("The quiz was changed meanwhile. Look at it again, then publish it."))
    QuizSlot.objects.bulk_update(slots, ["version", "answer_key"])
    QuizForm.objects.bulk_create(forms)
    quiz.refresh_from_db()
    record(
        actor,
        verb="quiz.publish",
        subject=quiz.subject_key,
        questions=len(slots),
        forms=[form.code for form in forms],
    )
    quiz_published.send(sender=Quiz, quiz=quiz)
    return quiz
