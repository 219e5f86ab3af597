"""What is asked before acts on running tests and results that cannot simply be taken back (`config.asking`).

Names and numbers move while a test runs: such a question binds to what it is about, not to every count in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.asking import Question, Way
from config.spelling import tidy_line
from questionbank.attempts.late_answers import undecided_late_answers
from questionbank.attempts.models import Attempt, AttemptState, Guest, RegradeRun, RegradeState
from questionbank.attempts.policies import key_is_known, may_decide_regrade
from questionbank.attempts.querysets import AttemptQuerySet
from questionbank.attempts.services.releasing import still_open, who_is_left
from questionbank.attempts.takers import labels_for, taker_of
from questionbank.quizzes.models import Quiz, QuizState, ShowWhen
from questionbank.quizzes.policies import may_run
from questionbank.quizzes.standing import standing_of
from questionbank.results.corrections import effect_of
from questionbank.results.forms import REASON_LENGTH, RunningForm
from questionbank.results.views.given import chosen_attempts, given_quiz, run_quiz
from repository.organisations.requests import HouseRequest


def releasing(request: HouseRequest, public_id: str) -> Question | None:
    """Results to pupils; while the test is open there are two ways."""
    quiz = given_quiz(request, public_id)
    if quiz.released_at is not None or not may_run(request.viewer, quiz):
        return None
    handed_in = Attempt.objects.of_quiz(quiz).filter(state=AttemptState.SUBMITTED).count()
    follows = [
        ngettext(
            "%(count)d pupil who has handed in is told at once and sees what this quiz shows after the release.",
            "%(count)d pupils who have handed in are told at once and see what this quiz shows after the release.",
            handed_in,
        )
        % {"count": handed_in},
        _("You can take the release back on the page of results; what a pupil has seen by then stays known."),
    ]
    opened = still_open(quiz)
    if opened is None:
        way = Way(_("Release results to pupils"))
        return Question(_("Release the results?"), tuple(follows), (way,), state="settled", moves=True)
    follows[:0] = _who_is_left(opened.at_work, opened.more, opened.may_begin)
    follows.append(_("Keys and solutions wait until nobody can change their answers any more."))
    ways = (
        Way(_("Close the test and release"), "close"),
        Way(_("Release now, the test goes on"), "knowing"),
    )
    return Question(str(opened), tuple(follows), ways, tuple(opened.at_work), state="open", moves=True)


def closing(request: HouseRequest, public_id: str) -> Question | None:
    """Nobody begins any more."""
    quiz = run_quiz(request, public_id)
    if standing_of(quiz, timezone.now()) == QuizState.CLOSED:
        return None
    at_work, may_begin = who_is_left(quiz)
    follows = _who_is_left(at_work, 0, may_begin)
    follows.append(_("Nobody can begin any more. Whoever has begun may finish in their own time."))
    if ShowWhen.AFTER_CLOSE in {quiz.show_score, quiz.show_answers}:
        follows.append(_("When the last one has handed in, pupils see what this quiz shows after its end."))
    follows.append(_("You can open it again as long as nobody has seen the answers."))
    title = _("Close “%(title)s” now?") % {"title": quiz.title}
    return Question(title, tuple(follows), (Way(_("Close now")),), tuple(at_work), moves=True)


def giving_minutes(request: HouseRequest, public_id: str) -> Question | None:
    """Time is never shortened: minutes given by mistake stay."""
    quiz = given_quiz(request, public_id)
    form = RunningForm(request.POST)
    minutes = form.cleaned_data.get("minutes") if form.is_valid() else None
    rows = _met(request, quiz, {AttemptState.NOT_STARTED, AttemptState.IN_PROGRESS})
    if not minutes or not rows or not may_run(request.viewer, quiz):
        return None
    words = {"minutes": minutes, "count": len(rows)}
    title = ngettext(
        "Give %(count)d pupil %(minutes)d more minutes?",
        "Give %(count)d pupils %(minutes)d more minutes?",
        len(rows),
    )
    follows = (_("Minutes that were given cannot be taken away again; they come on top of earlier ones."),)
    given = sum(row.extra_seconds for row in rows)
    return Question(title % words, follows, (Way(_("Give the minutes")),), _names(rows), state=given)


def letting_in(request: HouseRequest, public_id: str) -> Question | None:
    """Another round for work that was handed in."""
    quiz = given_quiz(request, public_id)
    form = RunningForm(request.POST)
    minutes = form.cleaned_data.get("minutes") if form.is_valid() else None
    rows = chosen_attempts(request, quiz)
    if not minutes or not rows or quiz.released_at is not None or not may_run(request.viewer, quiz):
        return None
    may = form.cleaned_data["despite_key"] and form.cleaned_data["reason"]
    now = timezone.now()
    if any(row.state != AttemptState.SUBMITTED or (key_is_known(row, now) and not may) for row in rows):
        return None
    words = {"minutes": minutes, "count": len(rows)}
    title = ngettext(
        "Let %(count)d pupil in again for %(minutes)d minutes?",
        "Let %(count)d pupils in again for %(minutes)d minutes?",
        len(rows),
    )
    follows = (
        _("What was handed in is open again and can be changed; its score is worked out anew afterwards."),
        _("The hand-in so far stays in the record. You can collect the work again at any time."),
    )
    return Question(
        title % words,
        follows,
        (Way(_("Let in again")),),
        _names(rows),
        state=[(row.pk, row.round) for row in rows],
    )


def collecting(request: HouseRequest, public_id: str) -> Question | None:
    """Work is taken from pupils who are at it."""
    quiz = given_quiz(request, public_id)
    rows = _met(request, quiz, {AttemptState.IN_PROGRESS})
    if not rows or not may_run(request.viewer, quiz):
        return None
    everybody = "all" in request.POST
    title = ngettext(
        "Collect the work of %(count)d pupil?", "Collect the work of %(count)d pupils?", len(rows)
    )
    follows = (
        _("It is handed in at once with what the school has received; they cannot go on writing."),
        _("You can let pupils in again afterwards, unless results or answers are out."),
    )
    return Question(
        _("Collect from the whole class?") if everybody else title % {"count": len(rows)},
        follows,
        (Way(_("Collect now")),),
        _names(rows),
        moves=everybody,
    )


def deciding_late(request: HouseRequest, public_id: str, attempt_id: UUID) -> Question | None:
    """Late answers are decided over once."""
    quiz = given_quiz(request, public_id)
    attempt = get_object_or_404(_attempts(quiz), public_id=attempt_id)
    late = undecided_late_answers(quiz, [attempt]).get(attempt.pk)
    if late is None or not may_run(request.viewer, quiz):
        return None
    words = {"name": taker_of(attempt).name, "count": late.count}
    if request.POST.get("verdict") == "accept":
        title, verb = _("Count the late answers of %(name)s?"), _("Accept")
        effect = ngettext(
            "%(count)d answer counts from now on; the score is worked out anew.",
            "%(count)d answers count from now on; the score is worked out anew.",
            late.count,
        )
    else:
        title, verb = _("Leave the late answers of %(name)s out?"), _("Refuse")
        effect = ngettext(
            "%(count)d answer does not count; it is kept as evidence.",
            "%(count)d answers do not count; they are kept as evidence.",
            late.count,
        )
    follows = (effect % words, _("You decide once: this cannot be changed afterwards."))
    return Question(title % words, follows, (Way(verb),), state=len(late.event_ids))


def deciding_guest(request: HouseRequest, public_id: str, guest_id: UUID) -> Question | None:
    """Turning a guest away, or giving their work to a pupil; letting in needs no question."""
    quiz = given_quiz(request, public_id)
    guest = get_object_or_404(Guest.objects.filter(quiz=quiz), public_id=guest_id)
    verdict = request.POST.get("verdict")
    if verdict in {"admit", "free"} or guest.refused_at is not None or not may_run(request.viewer, quiz):
        return None
    words = {"name": guest.name}
    if verdict == "adopt":
        return Question(
            _("Does the guest's work count for %(name)s?") % words,
            (
                _("What was taken as a guest becomes the work of %(name)s.") % words,
                _("What %(name)s began by class card does not count any more; it is kept.") % words,
                _("This cannot be undone."),
            ),
            (Way(_("The guest's counts")),),
        )
    return Question(
        _("Turn %(name)s away?") % words,
        (
            _("What %(name)s has answered as a guest does not count; it is kept.") % words,
            _("The name is free again: whoever it belongs to can ask to come in once more."),
        ),
        (Way(_("Turn away")),),
    )


def voiding(request: HouseRequest, public_id: str, attempt_id: UUID) -> Question | None:
    """An attempt that shall not count."""
    quiz = given_quiz(request, public_id)
    attempt = get_object_or_404(_attempts(quiz), public_id=attempt_id)
    reason = tidy_line(request.POST.get("reason", "")[:REASON_LENGTH])
    if attempt.state == AttemptState.VOID or not reason or not may_run(request.viewer, quiz):
        return None
    words = {"name": taker_of(attempt).name, "reason": reason}
    return Question(
        _("Shall the attempt of %(name)s not count?") % words,
        (
            _("%(name)s has no score in this test and cannot go on; the answers are kept.") % words,
            _("Reason given: %(reason)s") % words,
            _("This cannot be undone."),
        ),
        (Way(_("Do not count it")),),
        state=attempt.state,
    )


def correcting(request: HouseRequest, run_id: UUID) -> Question | None:
    """Another key in force; not approving changes nothing."""
    runs = RegradeRun.objects.visible_to(request.viewer)
    run = get_object_or_404(
        runs.select_related(
            "slot__part__paper", "slot__version__question", "key_from", "key_to", "proposed_by"
        ),
        public_id=run_id,
    )
    decides = run.state == RegradeState.PROPOSED and may_decide_regrade(request.viewer, run)
    if request.POST.get("verdict") != "approve" or not decides:
        return None
    effect = effect_of(run)
    return Question(
        _("Put the corrected key in force?"),
        (
            _("Scores change at once: %(gains)d pupils gain, %(losses)d lose.")
            % {"gains": effect.gains, "losses": effect.losses},
            _("Pupils who can see their score are told."),
            _("The decision stays in the record. Another correction is the only way back."),
        ),
        (Way(_("Approve and change scores")),),
        tuple(line.name for line in effect.lines),
        moves=True,
    )


def _who_is_left(at_work: list[str], more: int, may_begin: int) -> list[str]:
    said = []
    if count := len(at_work) + more:
        said.append(
            ngettext("%(count)d pupil is still at work.", "%(count)d pupils are still at work.", count)
            % {"count": count}
        )
    if may_begin:
        said.append(
            ngettext(
                "%(count)d pupil has not begun and still can.",
                "%(count)d pupils have not begun and still can.",
                may_begin,
            )
            % {"count": may_begin}
        )
    return said


def _met(request: HouseRequest, quiz: Quiz, states: set[str]) -> list[Attempt]:
    """Whom the act meets: everybody in one of these states, or those chosen."""
    rows = list(_attempts(quiz)) if "all" in request.POST else chosen_attempts(request, quiz)
    return [row for row in rows if row.state in states]


def _attempts(quiz: Quiz) -> AttemptQuerySet:
    return Attempt.objects.of_quiz(quiz).select_related("quiz", "pupil", "guest").defer("answers", "holders")


def _names(rows: Iterable[Attempt]) -> tuple[str, ...]:
    rows = list(rows)
    labels = labels_for(rows)
    takers = sorted((taker_of(row, labels) for row in rows), key=lambda one: (one.name_sort, one.name))
    return tuple(one.name for one in takers)
