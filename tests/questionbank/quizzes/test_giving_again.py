"""One paper, several events: the same forms for another class, results of their own, one corrected key for all."""

from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from config.errors import NotAllowed, Refused
from questionbank.attempts.models import Attempt
from questionbank.attempts.services.grading import grade_waiting
from questionbank.attempts.services.regrading import approve_regrade, propose_regrade
from questionbank.items.services.freezing import revise_key
from questionbank.papers.models import Paper, PaperForm, PaperSlot
from questionbank.quizzes.models import Quiz, QuizState
from questionbank.quizzes.preparations import give_papers, papers_are_missing
from questionbank.quizzes.services.copying import discard_draft, give_again
from questionbank.quizzes.services.publishing import publish_quiz
from tests.cast import client_of
from tests.factories.attempts import player_of
from tests.factories.quizzes import draft_quiz, published_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(cast):
    return published_quiz(cast.teacher_a, [cast.class_a], questions=1, forms_count=2, minutes=15)


@pytest.fixture
def second(cast, first):
    """The same paper again, for whoever has the code."""
    again = give_again(cast.teacher_a, quiz=first)
    again.class_groups.set([cast.class_a])
    Quiz.objects.filter(pk=again.pk).update(minutes=40, title="Làm lại")
    return publish_quiz(cast.teacher_a, quiz=again)


def handed_in(quiz, pupil, answer):
    attempt = Attempt.objects.get(quiz=quiz, pupil=pupil)
    player = player_of(pupil, attempt)
    player.start()
    player.answer(PaperSlot.objects.get(part__paper__quizzes=quiz).public_id, answer)
    player.hand_in()
    return attempt


def test_the_second_event_has_the_same_forms_and_settings_of_its_own(first, second):
    assert second.paper_id == first.paper_id and second.join_code != first.join_code
    assert PaperForm.objects.count() == 2 and Paper.objects.count() == 1
    assert (second.minutes, first.minutes) == (40, 15)
    assert {attempt.form.paper_id for attempt in Attempt.objects.filter(quiz=second)} == {first.paper_id}


def test_the_page_tells_the_player_the_title_and_minutes_of_this_event(cast, second):
    attempt = Attempt.objects.get(quiz=second, pupil=cast.pupil_a)
    page = client_of(cast.pupil_a).get(reverse("attempt_page", args=[attempt.public_id])).content.decode()
    assert 'data-title="Làm lại"' in page and 'data-minutes="40"' in page


def test_one_corrected_key_counts_in_every_event(cast, first, second):
    attempts = [handed_in(quiz, cast.pupil_a, "o3") for quiz in (first, second)]
    assert grade_waiting() == 2
    slot = PaperSlot.objects.select_related("part__paper", "version__question", "answer_key").get()
    key = revise_key(cast.teacher_a, version=slot.version, key={"answer": "o3"}, reason="in nhầm")
    run = propose_regrade(cast.teacher_a, slot=slot, key=key, reason="in nhầm")
    approve_regrade(cast.head_a, run=run)
    for attempt in attempts:
        attempt.refresh_from_db()
        assert attempt.score == Decimal(1)
    assert len(run.changes or type(run).objects.get().changes) == 2


def test_only_its_author_gives_a_published_quiz_again(cast, first):
    with pytest.raises(NotAllowed):
        give_again(cast.colleague_a, quiz=first)
    with pytest.raises(Refused):
        give_again(cast.teacher_a, quiz=draft_quiz(cast.teacher_a, [cast.class_a]))


def test_a_paper_goes_with_its_last_draft_and_never_with_a_published_event(cast, first):
    discard_draft(cast.teacher_a, quiz=give_again(cast.teacher_a, quiz=first))
    assert Paper.objects.filter(pk=first.paper_id).exists()
    draft = draft_quiz(cast.teacher_a, [cast.class_a])
    discard_draft(cast.teacher_a, quiz=draft)
    assert not Paper.objects.filter(pk=draft.paper_id).exists()


def test_by_the_pages_of_its_author(cast, first):
    client = client_of(cast.teacher_a)
    share = client.get(reverse("share_quiz", args=[first.public_id])).content.decode()
    assert reverse("give_quiz_again", args=[first.public_id]) in share
    answer = client.post(reverse("give_quiz_again", args=[first.public_id]))
    again = Quiz.objects.get(state=QuizState.DRAFT)
    assert answer.url == reverse("compose_quiz", args=[again.public_id])
    page = client.get(answer.url)
    assert b"slot-" not in page.content and b"forms_count" not in page.content
    sent = {
        "edit_number": str(again.paper.edit_number),
        "title": "Cho lớp khác",
        "minutes": "20",
        "class_groups": [cast.class_a.public_id],
        "guests": "listed",
        "show_score": "after_release",
        "show_answers": "after_release",
        "do": "publish",
    }
    assert client.post(answer.url, sent).url == reverse("publish_quiz", args=[again.public_id])
    assert client.post(reverse("publish_quiz", args=[again.public_id])).status_code == 302
    again.refresh_from_db()
    assert (again.state, again.title, again.minutes) == ("published", "Cho lớp khác", 20)
    assert Attempt.objects.filter(quiz=again, form__paper=first.paper).exists()


def test_a_test_made_by_the_release_before_gets_its_paper(cast, first):
    forms = list(first.paper.forms.values_list("pk", flat=True))
    with connection.cursor() as cursor:  # as if it had never heard of papers: what hangs on the number stays
        cursor.execute("UPDATE questionbank_quizzes_quiz SET paper_id = NULL")
        cursor.execute("DELETE FROM questionbank_papers_paper")
    assert papers_are_missing()
    give_papers()
    quiz = Quiz.objects.get(pk=first.pk)
    assert not papers_are_missing() and quiz.paper.frozen_at == quiz.published_at
    assert list(quiz.paper.forms.values_list("pk", flat=True)) == forms
