"""Publishing: the paper is frozen by its first event, and the event opens to its pupils."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.audit.services import record
from config.errors import Conflict, NotAllowed, Refused
from questionbank.papers.contents import meant_contents, parts_of, read_plan
from questionbank.papers.models import PaperForm, PaperSlot
from questionbank.papers.scoring import SCALE, points_words
from questionbank.papers.services.arranging import count_edit
from questionbank.papers.services.freezing import NotReady, ReadyPaper, freeze, prepare
from questionbank.quizzes.models import GuestPolicy, Quiz, QuizState, ShowWhen
from questionbank.quizzes.policies import may_compose
from questionbank.quizzes.signals import quiz_published
from repository.organisations.viewer import viewer_for


@dataclass(frozen=True)
class Readiness:
    """What stands between a draft and its publication, and what is only worth a look."""

    problems: list[str]
    warnings: list[str]
    questions: int
    points: Decimal


def readiness_of(quiz: Quiz) -> Readiness:
    """Everything a person should know before publishing, in the order of the page."""
    parts = parts_of(quiz.paper)
    plan = read_plan(parts, meant_contents(quiz.paper, parts))
    slots = [slot for part in parts for slot in part.slots.all()]
    points = sum((slot.points for slot in slots), Decimal(0))
    problems = _setting_problems(quiz, has_questions=bool(slots))
    problems += plan.problems if slots else []
    return Readiness(problems, _warnings(quiz, points) + plan.warnings, len(slots), points)


def publish_quiz(actor: User, *, quiz: Quiz) -> Quiz:
    """Freeze its paper, unless an earlier event has done so, and open the quiz to its pupils.

    Everything is computed first; one short transaction writes it. Raises NotReady with the whole list, NotAllowed,
    or Conflict when the quiz was changed or published meanwhile.
    """
    quiz = Quiz.objects.select_related("paper").get(pk=quiz.pk)
    _check_may_publish(actor, quiz)
    if problems := readiness_of(quiz).problems:
        raise NotReady(problems)
    if quiz.paper.frozen_at is not None:
        return _write(actor, quiz, None)
    return _write(actor, quiz, prepare(actor, quiz.paper, title=quiz.title, minutes=quiz.minutes))


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
    if quiz.paper.forms_count > 1 and not (quiz.paper.shuffle_questions or quiz.paper.shuffle_options):
        warnings.append(_("Nothing is shuffled: all forms will be the same."))
    return warnings


def _shown_at_once(quiz: Quiz) -> str:
    if quiz.show_answers == ShowWhen.AFTER_HAND_IN:
        return _(
            "Keys and solutions show right after handing in, while others are still at work: the first to hand in can "
            "tell the rest. Right for practice, not for a test that counts."
        )
    return _("Scores show right after handing in, while others are still at work.")


@transaction.atomic
def _write(actor: User, quiz: Quiz, ready: ReadyPaper | None) -> Quiz:
    now = timezone.now()
    if ready is not None:
        freeze(ready)
    else:
        count_edit(quiz.paper, quiz.paper.edit_number)
    drafts = Quiz.objects.filter(pk=quiz.pk, state=QuizState.DRAFT)
    if not drafts.update(state=QuizState.PUBLISHED, published_at=now, updated_at=now):
        raise Conflict(_("The quiz was changed meanwhile. Look at it again, then publish it."))
    quiz.refresh_from_db()
    forms = list(PaperForm.objects.filter(paper=quiz.paper_id).values_list("code", flat=True))
    questions = PaperSlot.objects.filter(part__paper=quiz.paper_id).count()
    record(actor, verb="quiz.publish", subject=quiz.subject_key, questions=questions, forms=forms)
    quiz_published.send(sender=Quiz, quiz=quiz)
    return quiz
