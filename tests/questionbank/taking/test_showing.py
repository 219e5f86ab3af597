"""What pupils see of results, and when: scores and keys leave the house only while the quiz allows it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from questionbank.attempts.models import Attempt, AttemptState
from questionbank.attempts.services.grading import grade_waiting
from questionbank.quizzes.models import Quiz, QuizState, ShowWhen
from questionbank.taking.showing import result_of
from tests.cast import client_of, pupil
from tests.factories.attempts import attempt_of, player_of, started_attempt
from tests.factories.quizzes import RIGHT, SOLUTION_CANARY, TYPES, WRONG, published_quiz

LONG_AGO = timezone.now() - timedelta(days=1)


@pytest.fixture
def handed_in(cast):
    """A pupil who answered one right, one wrong and left one empty."""
    player = started_attempt(cast)
    kinds = kinds_of(attempt_of(player).quiz)
    for slot, answers in zip(list(kinds)[:2], (RIGHT, WRONG), strict=True):
        player.answer(slot, answers[kinds[slot]])
    player.hand_in()
    grade_waiting()
    return attempt_of(player)


def kinds_of(quiz):
    form = quiz.paper.forms.get()
    return {slot: form.package["items"][slot]["type"] for slot in form.package["order"]}


def allow(attempt, *, score, answers, **changes):
    Quiz.objects.filter(pk=attempt.quiz_id).update(show_score=score, show_answers=answers, **changes)


def seen_by(cast, attempt):
    return client_of(cast.pupil_a).get(reverse("attempt_result", args=[attempt.public_id])).content.decode()


def shown(attempt):
    return result_of(Attempt.objects.select_related("quiz", "form").get(pk=attempt.pk), timezone.now())


def test_nothing_is_seen_before_the_release(cast, handed_in):
    html = seen_by(cast, handed_in)
    assert shown(handed_in) is None
    assert SOLUTION_CANARY not in html
    assert "hoc-question" not in html


MOMENTS = [
    (ShowWhen.NEVER, {"released_at": LONG_AGO, "state": QuizState.CLOSED}, False),
    (ShowWhen.AFTER_RELEASE, {}, False),
    (ShowWhen.AFTER_RELEASE, {"released_at": LONG_AGO}, True),
    (ShowWhen.AFTER_HAND_IN, {}, True),
    (ShowWhen.AFTER_CLOSE, {}, False),
    (ShowWhen.AFTER_CLOSE, {"released_at": LONG_AGO}, False),
    (ShowWhen.AFTER_CLOSE, {"closes_at": LONG_AGO}, True),
    (ShowWhen.AFTER_CLOSE, {"state": QuizState.CLOSED}, True),
]


@pytest.mark.parametrize(
    ("when", "changes", "seen"), MOMENTS, ids=[f"{n}-{m[0].value}" for n, m in enumerate(MOMENTS)]
)
def test_the_score_is_seen_when_the_quiz_says_so(cast, handed_in, when, changes, seen):
    allow(handed_in, score=when, answers=ShowWhen.NEVER, **changes)
    result = shown(handed_in)
    assert (result is not None) is seen
    assert result is None or not result.with_answers
    html = seen_by(cast, handed_in)
    assert ("score__value" in html) is seen
    assert SOLUTION_CANARY not in html
    assert "weights" not in html


# Keys wait for the close even when the scores are released.
KEY_MOMENTS = [
    moment if moment[:2] != (ShowWhen.AFTER_RELEASE, {"released_at": LONG_AGO}) else (*moment[:2], False)
    for moment in MOMENTS
]
KEY_MOMENTS.append((ShowWhen.AFTER_RELEASE, {"released_at": LONG_AGO, "state": QuizState.CLOSED}, True))


@pytest.mark.parametrize(
    ("when", "changes", "seen"), KEY_MOMENTS, ids=[f"{n}-{m[0].value}" for n, m in enumerate(KEY_MOMENTS)]
)
def test_keys_and_solutions_are_seen_when_the_quiz_says_so(cast, handed_in, when, changes, seen):
    allow(handed_in, score=ShowWhen.AFTER_HAND_IN, answers=when, **changes)
    html = seen_by(cast, handed_in)
    assert (SOLUTION_CANARY in html) is seen
    assert shown(handed_in).with_answers is seen


def test_answers_are_never_seen_where_the_score_is_not(cast, handed_in):
    allow(handed_in, score=ShowWhen.NEVER, answers=ShowWhen.AFTER_HAND_IN)
    assert shown(handed_in) is None
    assert SOLUTION_CANARY not in seen_by(cast, handed_in)


def test_who_was_let_in_again_sees_nothing_until_the_next_hand_in(cast, handed_in):
    allow(handed_in, score=ShowWhen.AFTER_HAND_IN, answers=ShowWhen.AFTER_HAND_IN)
    Attempt.objects.filter(pk=handed_in.pk).update(state=AttemptState.IN_PROGRESS)
    assert shown(handed_in) is None
    answer = client_of(cast.pupil_a).get(reverse("attempt_result", args=[handed_in.public_id]))
    assert answer.status_code == 302


def test_a_classmate_who_has_not_handed_in_sees_no_key(cast, handed_in):
    other = pupil("hs.khac", "Vũ Thị Khác", cast.class_a)
    allow(handed_in, score=ShowWhen.AFTER_HAND_IN, answers=ShowWhen.AFTER_HAND_IN)
    client = client_of(other)
    own = client.get(reverse("own_quiz", args=[handed_in.quiz.public_id]), follow=True)
    assert SOLUTION_CANARY not in own.content.decode()
    foreign = client.get(reverse("attempt_result", args=[handed_in.public_id]))
    assert foreign.status_code == 404


def test_the_result_adds_up_and_shows_right_wrong_and_empty(cast, handed_in):
    allow(handed_in, score=ShowWhen.AFTER_HAND_IN, answers=ShowWhen.AFTER_HAND_IN)
    result = shown(handed_in)
    states = [one.state for part in result.parts for one in part.questions]
    assert sorted(states) == ["empty", "right", "wrong"]
    assert result.points == 3
    assert result.parts[0].score == Decimal("1.00")
    html = seen_by(cast, handed_in)
    assert html.count("<hoc-question") == 3
    assert "Đúng" in html or "Right" in html


def test_every_question_is_shown_with_the_takers_own_answer(cast, handed_in):
    allow(handed_in, score=ShowWhen.AFTER_HAND_IN, answers=ShowWhen.AFTER_HAND_IN)
    values = {one.component: one.value for part in shown(handed_in).parts for one in part.questions}
    first = kinds_of(handed_in.quiz)
    given = {kind.replace("_", "-"): RIGHT[kind] for kind in list(first.values())[:1]}
    assert values | given == values
    assert set(values) == {kind.replace("_", "-") for kind in TYPES}


def test_the_result_costs_the_same_however_long_the_test_is(cast, django_assert_max_num_queries):
    player = started_attempt(
        cast, questions=21, show_score=ShowWhen.AFTER_HAND_IN, show_answers=ShowWhen.AFTER_HAND_IN
    )
    player.hand_in()
    grade_waiting()
    client = client_of(cast.pupil_a)
    client.get(reverse("attempt_result", args=[player.public_id]))
    with django_assert_max_num_queries(12):
        html = client.get(reverse("attempt_result", args=[player.public_id])).content.decode()
    assert html.count("<hoc-question") == 21


def test_guests_see_their_result_on_the_same_terms(cast):
    quiz = published_quiz(cast.teacher_a, [cast.class_a], show_score=ShowWhen.AFTER_HAND_IN)
    client = client_of(None)
    client.get(reverse("join"))
    client.post(reverse("join_names", args=[quiz.join_code]), {"pupil": cast.pupil_a.public_id})
    attempt = Attempt.objects.get(guest__isnull=False)
    player = player_of(cast.pupil_a, attempt)
    player.wire.browser = client
    player.start()
    player.hand_in()
    assert (
        "score__value" not in client.get(reverse("attempt_result", args=[attempt.public_id])).content.decode()
    )
    grade_waiting()
    html = client.get(reverse("attempt_result", args=[attempt.public_id])).content.decode()
    assert "score__value" in html
    assert SOLUTION_CANARY not in html
