"""Open tests need somebody when their author leaves the school: said to the page that ends a role."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.accounts.models import User
from config.audit.services import record
from questionbank.papers.models import Paper
from questionbank.quizzes.models import Quiz, QuizState
from repository.organisations.endings import HOLDINGS, Held, Holding
from repository.organisations.models import Membership, OrgUnit
from repository.organisations.policies import possible_delegates


def _open_tests(person: User, school: OrgUnit) -> list[Held]:
    running = Q(closes_at__isnull=True) | Q(closes_at__gt=timezone.now())
    quizzes = Quiz.objects.filter(running, author=person, organisation=school, state=QuizState.PUBLISHED)
    return [Held(quiz.subject_key, quiz.title, _successor(quiz, person, school)) for quiz in quizzes]


def _successor(quiz: Quiz, person: User, school: OrgUnit) -> User | None:
    """Another teacher of its classes, else a head of the author's subject groups."""
    possible = possible_delegates(school).exclude(pk=person.pk)
    beside = possible.filter(class_groups_taught__quizzes=quiz).first()
    if beside is not None:
        return beside
    groups = Membership.objects.filter(user=person, unit__path__startswith=school.path).values("unit")
    heads = Membership.objects.filter(unit__in=groups, role="head").valid_on(timezone.localdate())
    return possible.filter(pk__in=heads.values("user")).first()


def _take_test(actor: User, key: str, successor: User) -> None:
    public_id = key.partition(":")[2]
    Paper.objects.filter(quizzes__public_id=public_id).update(author=successor)
    Quiz.objects.filter(public_id=public_id).update(author=successor)
    record(actor, verb="quiz.hand_over", subject=key, to=successor.public_id)


HOLDINGS.add("quizzes", Holding(_("Open tests"), _open_tests, _take_test), order=20)
