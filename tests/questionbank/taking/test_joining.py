"""The way in: pupils of the class, join codes in words, guests by name or let in by the teacher, guesses slowed down."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.errors import Conflict, NotAllowed, Refused
from questionbank.attempts.models import Attempt, AttemptState, Guest
from questionbank.attempts.services.joining import (
    UnknownCode,
    admit_guest,
    ask_to_join,
    attempt_for_pupil,
    choose_name,
    form_for,
    free_name,
    join_by_code,
    listed_names,
    prepare_attempts,
    refuse_guest,
)
from questionbank.quizzes.models import GuestPolicy, Quiz, QuizState
from repository.organisations import throttle
from repository.organisations.cards import issue_cards
from repository.organisations.models import ClassGroup, SignInFailure
from tests.cast import as_viewer, client_of, pupil
from tests.factories.quizzes import draft_quiz, published_quiz

ANYBODY = as_viewer(None)


@pytest.fixture
def quiz(cast):
    return published_quiz(cast.teacher_a, [cast.class_a])


@pytest.fixture
def asking(cast):
    return published_quiz(cast.teacher_a, [cast.class_a], guests=GuestPolicy.APPROVED)


def link(quiz):
    return reverse("join_link", args=[quiz.join_code])


def names(quiz):
    return reverse("join_names", args=[quiz.join_code])


def device():
    """A browser that has been at the door once."""
    client = Client()
    client.get(reverse("join"))
    return client


def test_publishing_lays_out_an_attempt_for_every_pupil_of_the_classes(cast, quiz):
    assert [row.pupil for row in quiz.attempts.all()] == [cast.pupil_a]
    assert prepare_attempts(quiz) == 1
    assert quiz.attempts.count() == 1


def test_forms_are_drawn_by_quiz_and_pupil_and_never_change(cast):
    for number in range(12):
        pupil(f"hs{number}", f"Học Sinh {number}", cast.class_a)
    quiz = published_quiz(cast.teacher_a, [cast.class_a], forms_count=4, shuffle_questions=True)
    forms = list(quiz.paper.forms.all())
    drawn = {row.pupil.public_id: row.form for row in quiz.attempts.select_related("pupil", "form")}
    assert len(set(drawn.values())) > 1
    assert all(form_for(quiz, one, forms) == form for one, form in drawn.items())


def test_who_comes_into_the_class_later_has_an_attempt_too_and_other_classes_have_none(cast, quiz):
    late = pupil("hs.moi", "Lê Thị Đến Sau", cast.class_a)
    assert attempt_for_pupil(late, quiz=quiz) == attempt_for_pupil(late, quiz=quiz)
    with pytest.raises(NotAllowed):
        attempt_for_pupil(cast.pupil_b, quiz=quiz)


def test_a_quiz_without_classes_is_for_pupils_of_its_school_who_know_the_code(cast):
    quiz = published_quiz(cast.teacher_a)
    assert join_by_code(quiz.join_code, viewer=as_viewer(cast.pupil_a)).attempt.pupil == cast.pupil_a
    assert join_by_code(quiz.join_code, viewer=as_viewer(cast.pupil_b)).attempt is None


def test_a_code_is_read_as_people_write_it(quiz):
    code = quiz.join_code
    assert join_by_code(f" {code[:4].upper()}-{code[4:]} ", viewer=ANYBODY).quiz == quiz


def test_unknown_revoked_and_unpublished_codes_get_the_same_answer(cast, quiz):
    draft = draft_quiz(cast.teacher_a)
    Quiz.objects.filter(pk=quiz.pk).update(join_code_revoked=True)
    sentences = set()
    for code in (draft.join_code, quiz.join_code, "zzzzzzzz", "", "----"):
        with pytest.raises(UnknownCode) as refusal:
            join_by_code(code, viewer=ANYBODY)
        sentences.add(str(refusal.value))
    assert len(sentences) == 1


def test_a_closed_quiz_says_so_but_its_takers_may_look(cast, quiz):
    Quiz.objects.filter(pk=quiz.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(Refused, match=r"đã đóng|has closed"):
        join_by_code(quiz.join_code, viewer=ANYBODY)
    assert join_by_code(quiz.join_code, viewer=as_viewer(cast.pupil_a)).attempt is not None
    Quiz.objects.filter(pk=quiz.pk).update(closes_at=None, state=QuizState.CLOSED)
    assert device().get(link(quiz)).status_code == 409
    assert not SignInFailure.objects.exists()


def test_a_signed_in_pupil_goes_straight_on(cast, quiz):
    client = client_of(cast.pupil_a)
    answer = client.get(link(quiz), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("attempt_page", args=[quiz.attempts.get().public_id])
    assert client.post(reverse("join"), {"code": quiz.join_code.upper()}, follow=True).status_code == 200


def test_the_class_card_leads_back_to_the_link(cast, quiz):
    card = issue_cards(cast.teacher_a, class_group=cast.class_a)[0]
    client = device()
    page = client.get(link(quiz), follow=True).content.decode()
    door = f"{reverse('pupil_sign_in')}?next={link(quiz)}"
    assert door in page
    client.get(door)
    entered = client.post(reverse("pupil_sign_in"), {"code": card.code, "pin": card.pin})
    assert entered["Location"] == link(quiz)


def test_the_qr_of_the_card_leads_back_too(cast, quiz):
    card = issue_cards(cast.teacher_a, class_group=cast.class_a)[0]
    client = device()
    client.get(f"{reverse('pupil_sign_in')}?next={link(quiz)}")
    client.get(card.address.partition("://")[2].partition("/")[1] + card.address.split("/", 3)[3])
    assert client.post(reverse("pupil_card_confirm"))["Location"] == link(quiz)


@pytest.mark.parametrize(
    "target",
    [
        "https://la.example/",
        "//la.example/",
        "javascript:alert(1)",
        "\\\\la.example",
        "khong-phai-duong",
        "/\\la.example",
    ],
)
def test_the_pupils_door_leads_nowhere_else(cast, target):
    card = issue_cards(cast.teacher_a, class_group=cast.class_a)[0]
    client = Client()
    client.get(reverse("pupil_sign_in"), {"next": target})
    entered = client.post(reverse("pupil_sign_in"), {"code": card.code, "pin": card.pin})
    assert entered["Location"] == "/"


def test_a_guest_chooses_a_name_once_and_nobody_else_gets_it(cast, quiz):
    first = device()
    before = first.session.session_key
    page = first.get(names(quiz)).content.decode()
    assert cast.pupil_a.display_name in page
    assert cast.pupil_b.display_name not in page
    entered = first.post(names(quiz), {"pupil": cast.pupil_a.public_id})
    attempt = Attempt.objects.get(guest__pupil=cast.pupil_a)
    assert entered["Location"] == reverse("attempt_page", args=[attempt.public_id])
    assert first.get(entered["Location"]).status_code == 200
    assert first.session.session_key != before
    assert first.session["guests"] == [str(attempt.guest.public_id)]

    second = device()
    refusal = second.post(names(quiz), {"pupil": cast.pupil_a.public_id})
    assert refusal.status_code == 409
    assert "guests" not in second.session
    assert second.get(reverse("attempt_page", args=[attempt.public_id])).status_code == 404


def test_a_guest_who_scans_again_is_still_the_same_guest(quiz, cast):
    client = device()
    entered = client.post(names(quiz), {"pupil": cast.pupil_a.public_id})
    assert client.get(link(quiz))["Location"] == entered["Location"]
    assert client.get(names(quiz))["Location"] == entered["Location"]


def test_the_door_says_who_this_browser_is_and_how_to_leave(quiz, cast):
    client = device()
    assert "data-player-leave" not in client.get(reverse("join")).content.decode()
    client.post(names(quiz), {"pupil": cast.pupil_a.public_id})
    html = client.get(reverse("join")).content.decode()
    assert cast.pupil_a.display_name in html
    assert "data-player-leave" in html
    assert link(quiz) in html


def test_the_name_of_a_pupil_who_has_begun_with_a_card_is_taken(cast, quiz):
    quiz.attempts.update(state=AttemptState.IN_PROGRESS)
    assert [one.is_taken for one in listed_names(quiz)] == [True]
    with pytest.raises(Conflict):
        choose_name(quiz, pupil_id=cast.pupil_a.public_id)


def test_a_name_of_another_class_cannot_be_chosen(cast, quiz):
    for pupil_id in (cast.pupil_b.public_id, cast.teacher_a.public_id, ""):
        with pytest.raises(Refused):
            choose_name(quiz, pupil_id=pupil_id)
    assert not Guest.objects.exists()


def test_guests_and_pupil_of_one_name_sit_at_the_same_form(cast, quiz):
    assert (
        choose_name(quiz, pupil_id=cast.pupil_a.public_id).form == quiz.attempts.get(pupil=cast.pupil_a).form
    )


def test_the_list_is_shown_for_a_right_code_only(cast, quiz, asking):
    none = published_quiz(cast.teacher_a, [cast.class_a], guests=GuestPolicy.NONE)
    client = device()
    assert client.get(reverse("join_names", args=["zzzzzzzz"])).status_code == 404
    assert cast.pupil_a.display_name not in client.get(names(asking)).content.decode()
    assert client.get(names(none))["Location"] == link(none)
    with pytest.raises(Refused):
        choose_name(none, pupil_id=cast.pupil_a.public_id)
    with pytest.raises(Refused):
        ask_to_join(none, name="Nguyễn Minh An")


def test_somebody_signed_in_never_takes_a_name_of_the_list(cast, quiz):
    client = client_of(cast.pupil_b)
    client.get(reverse("join"))
    assert client.get(names(quiz))["Location"] == link(quiz)
    assert client_of(cast.teacher_a).get(link(quiz), follow=True).status_code == 200


def test_a_typed_name_waits_until_the_teacher_opens(cast, asking):
    client = device()
    entered = client.post(names(asking), {"name": "  Trần   Bảo Ngọc "})
    guest = Guest.objects.get()
    assert guest.name == "Trần Bảo Ngọc"
    waits = reverse("join_waiting", args=[guest.public_id])
    assert entered["Location"] == waits
    assert client.get(waits).status_code == 200
    assert Client().get(waits).status_code == 404
    assert not Attempt.objects.filter(guest=guest).exists()
    with pytest.raises(NotAllowed):
        admit_guest(cast.teacher_b, guest=guest)
    attempt = admit_guest(cast.teacher_a, guest=guest)
    assert admit_guest(cast.teacher_a, guest=guest) == attempt
    page = reverse("attempt_page", args=[attempt.public_id])
    assert client.get(waits)["Location"] == page
    assert client.get(page).status_code == 200


def test_a_refused_guest_is_told_so_and_may_ask_again(cast, asking):
    client = device()
    client.post(names(asking), {"name": "Trần Bảo Ngọc"})
    guest = Guest.objects.get()
    refuse_guest(cast.teacher_a, guest=guest)
    assert client.get(reverse("join_waiting", args=[guest.public_id])).status_code == 403
    assert client.post(names(asking), {"name": "Trần Bảo Ngọc"}).status_code == 302
    assert Guest.objects.count() == 2


def test_turning_a_guest_away_frees_the_name_and_keeps_the_answers(cast, quiz):
    attempt = choose_name(quiz, pupil_id=cast.pupil_a.public_id)
    Attempt.objects.filter(pk=attempt.pk).update(state=AttemptState.IN_PROGRESS, started_at=timezone.now())
    refuse_guest(cast.teacher_a, guest=attempt.guest)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.VOID
    other = choose_name(quiz, pupil_id=cast.pupil_a.public_id)
    with pytest.raises(Conflict):
        admit_guest(cast.teacher_a, guest=attempt.guest)
    refuse_guest(cast.teacher_a, guest=other.guest)
    assert admit_guest(cast.teacher_a, guest=attempt.guest).state == AttemptState.IN_PROGRESS


def test_a_freed_name_leads_to_the_same_attempt_once(cast, quiz):
    attempt = choose_name(quiz, pupil_id=cast.pupil_a.public_id)
    free_name(cast.teacher_a, guest=attempt.guest)
    other = device()
    other.post(names(quiz), {"pupil": cast.pupil_a.public_id})
    assert other.get(reverse("attempt_page", args=[attempt.public_id])).status_code == 200
    with pytest.raises(Conflict):
        choose_name(quiz, pupil_id=cast.pupil_a.public_id)


@pytest.mark.parametrize("name", ["", "A", "123", "An <script>", "x" * 61, "http://a.vn", "A\x00n", "😀😀😀"])
def test_what_is_no_name_is_refused_in_words(asking, name):
    with pytest.raises(Refused):
        ask_to_join(asking, name=name)


def test_a_crowd_of_invented_guests_is_stopped(asking, monkeypatch):
    monkeypatch.setattr("questionbank.attempts.services.joining.MOST_WAITING", 2)
    for name in ("Bạn Một", "Bạn Hai"):
        ask_to_join(asking, name=name)
    with pytest.raises(Refused):
        ask_to_join(asking, name="Bạn Ba")


def test_leaving_forgets_guest_and_pupil(cast, quiz):
    client = device()
    page = client.post(names(quiz), {"pupil": cast.pupil_a.public_id})["Location"]
    client.post(reverse("join_leave"))
    assert "guests" not in client.session
    assert client.get(page).status_code == 404
    signed = client_of(cast.pupil_a)
    signed.post(reverse("join_leave"))
    assert "_auth_user_id" not in signed.session


def test_ten_wrong_codes_and_the_device_waits_half_a_minute_but_is_never_shut_out(quiz, monkeypatch):
    client, other = device(), device()
    for _guess in range(throttle.PAIR_LIMIT):
        assert client.post(reverse("join"), {"code": "zzzzzzzz"}).status_code == 404
    assert client.post(reverse("join"), {"code": "zzzzzzzz"}).status_code == 429
    assert client.get(link(quiz)).status_code == 429
    assert other.get(link(quiz)).status_code == 200
    counted = SignInFailure.objects.count()
    now = timezone.now()
    monkeypatch.setattr(throttle.timezone, "now", lambda: now + throttle.COOLDOWN)
    assert client.get(link(quiz)).status_code == 200
    assert SignInFailure.objects.count() == counted == 2 * throttle.PAIR_LIMIT


def test_a_school_behind_one_address_is_not_blocked_by_its_guessers(quiz):
    address = throttle.CodeGuess.of("ai đó", "127.0.0.1").address
    SignInFailure.objects.bulk_create(SignInFailure(key=address) for _each in range(throttle.ADDRESS_LIMIT))
    fresh = Client()
    assert fresh.get(link(quiz), follow=True).status_code == 200
    guesser = device()
    statuses = [guesser.post(reverse("join"), {"code": "zzzzzzzz"}).status_code for _guess in range(4)]
    assert statuses == [404, 404, 404, 429]
    assert device().post(reverse("join"), {"code": quiz.join_code}).status_code == 302


@pytest.mark.parametrize("keeps_cookies", [True, False])
def test_hundreds_of_guesses_reach_only_a_handful_of_looks(db, keeps_cookies, monkeypatch):
    looked = []
    monkeypatch.setattr(
        "questionbank.taking.doors.join_by_code", lambda code, viewer: looked.append(code) or refuse()
    )
    client = device()
    for number in range(300):
        if not keeps_cookies:
            client.cookies.clear()
        client.get(reverse("join_link", args=[f"zz{number:06}"]), {"lan": "2"})
    assert len(looked) == throttle.PAIR_LIMIT


def refuse():
    raise UnknownCode("x")


def test_the_names_page_costs_the_same_for_every_class_size(cast, quiz, django_assert_max_num_queries):
    group = ClassGroup.objects.get(pk=cast.class_a.pk)
    for number in range(30):
        pupil(f"hs{number}", f"Học Sinh {number}", group)
    client = device()
    client.get(names(quiz))
    with django_assert_max_num_queries(10):
        client.get(names(quiz))
