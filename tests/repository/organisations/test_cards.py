"""Class cards: printed once, stored hashed, reset by the teacher of the class."""

import re
import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.audit.models import AuditEntry
from config.errors import NotAllowed, Refused
from repository.organisations import throttle
from repository.organisations.cards import end_old_cards, issue_cards, pupil_by_pin, pupil_by_secret
from repository.organisations.models import PupilCard
from repository.organisations.policies import may_issue_cards
from tests.asking import answer, post_and_answer, question_of
from tests.cast import as_viewer, client_of


@pytest.fixture
def card(cast):
    return issue_cards(cast.teacher_a, class_group=cast.class_a)[0]


def enter(client, code, pin):
    return client.post(reverse("pupil_sign_in"), {"code": code, "pin": pin})


def test_a_pupil_enters_with_code_and_pin(cast, card):
    client = Client()
    assert enter(client, card.spoken_code.upper(), card.pin).status_code == 302
    assert client.session["_auth_user_id"] == str(cast.pupil_a.pk)
    assert client.session.get_expiry_age() <= 20 * 60


def test_the_qr_asks_first_and_keeps_its_secret_out_of_the_history(cast, card):
    client = Client()
    path = re.sub(r"^https?://[^/]+", "", card.address)
    first = client.get(path)
    assert first["Location"] == reverse("pupil_card_confirm")
    assert "_auth_user_id" not in client.session
    assert cast.pupil_a.display_name in client.get(first["Location"]).content.decode()
    before = client.session.session_key
    assert client.post(first["Location"]).status_code == 302
    assert client.session["_auth_user_id"] == str(cast.pupil_a.pk)
    assert client.session.session_key != before


def test_every_click_prolongs_the_session_and_idleness_ends_it(cast, card):
    client = Client()
    enter(client, card.code, card.pin)
    session = client.session
    session["pupil_seen"] -= 300
    session.save()
    client.get(reverse("pupil_sign_in"))
    assert time.time() - client.session["pupil_seen"] < 5
    Session.objects.update(expire_date=timezone.now())
    assert "_auth_user_id" not in client.session


def test_only_hashes_are_stored(card):
    row = PupilCard.objects.get(code=card.code)
    assert card.pin not in row.pin_hash
    assert row.qr_hash not in card.address


def test_unknown_code_and_wrong_pin_read_the_same(card):
    wrong = enter(Client(), card.code, "000000" if card.pin != "000000" else "111111")
    unknown = enter(Client(), "zzzzzzzz", "000000")
    strip = lambda page: re.sub(r'value="[^"]*"|nonce="[^"]*"', "", page.content.decode())  # noqa: E731
    assert wrong.status_code == unknown.status_code == 422
    assert strip(wrong) == strip(unknown)


def test_guessing_one_card_ends_in_waiting_while_the_class_goes_on(cast, card):
    client = Client()
    for _try in range(throttle.PAIR_LIMIT):
        enter(client, card.code, "x")
    assert enter(client, card.code, card.pin).status_code == 422
    other = issue_cards(cast.administrator, class_group=cast.pupil_b.enrolments.get().class_group)[0]
    assert enter(client, other.code, other.pin).status_code == 302


@pytest.mark.parametrize(
    "part", ["teacher_b", "colleague_a", "head_a", "principal_a", "librarian_a", "city_officer", "pupil_a"]
)
def test_others_cannot_make_cards_of_the_class(cast, part):
    with pytest.raises(NotAllowed):
        issue_cards(getattr(cast, part), class_group=cast.class_a)
    page = client_of(getattr(cast, part)).post(reverse("class_cards", args=[cast.class_a.public_id]))
    assert page.status_code in {403, 404, 409}
    assert not PupilCard.objects.exists()


def test_the_sheet_is_printed_once_and_never_cached(cast):
    client = client_of(cast.teacher_a)
    page = client.post(reverse("class_cards", args=[cast.class_a.public_id]))
    assert "no-store" in page["Cache-Control"]
    assert page.content.decode().count("<svg") >= 1
    pin = re.search(r"PIN (\d{6})", page.content.decode())[1]
    shown = client.get(reverse("class_detail", args=[cast.class_a.public_id])).content.decode()
    assert pin not in shown
    again = client.post(reverse("class_cards", args=[cast.class_a.public_id]))
    assert again.status_code == 409


def test_a_second_round_makes_missing_cards_only(cast, card):
    with pytest.raises(Refused):
        issue_cards(cast.teacher_a, class_group=cast.class_a)


def test_a_pupil_of_another_class_gets_no_card_here(cast):
    with pytest.raises(Refused):
        issue_cards(cast.teacher_a, class_group=cast.class_a, pupils=[cast.pupil_b])


def test_making_cards_is_audited_without_pins(cast, card):
    entry = AuditEntry.objects.get(verb="card.issue")
    assert entry.actor == cast.teacher_a
    assert card.pin not in str(entry.details)
    assert cast.pupil_a.display_name not in str(entry.details)


def test_a_closed_pupil_account_stays_out(cast, card):
    cast.pupil_a.is_active = False
    cast.pupil_a.save()
    assert pupil_by_pin(card.code, card.pin) is None


def secret_of(card):
    return card.address.rstrip("/").split("/")[-1]


@pytest.fixture
def new_card(cast, card):
    """A second card for the same pupil, printed by nobody yet."""
    return issue_cards(cast.teacher_a, class_group=cast.class_a, pupils=[cast.pupil_a])[0]


def test_the_old_card_goes_on_until_the_new_one_is_used(cast, card, new_card):
    assert pupil_by_pin(card.code, card.pin) == cast.pupil_a
    assert pupil_by_secret(card.code, secret_of(card), enters=True) == cast.pupil_a
    assert pupil_by_pin(card.code, "khong-phai") is None
    assert pupil_by_secret(new_card.code, secret_of(new_card)) == cast.pupil_a, (
        "looking at it is no use of it"
    )
    assert pupil_by_secret(card.code, secret_of(card)) == cast.pupil_a
    assert pupil_by_secret(new_card.code, secret_of(new_card), enters=True) == cast.pupil_a
    assert pupil_by_secret(card.code, secret_of(card)) is None
    if new_card.pin != card.pin:
        assert pupil_by_pin(card.code, card.pin) is None


def test_an_old_card_ends_after_a_day(cast, card, new_card):
    PupilCard.objects.update(old_until=timezone.now() - timedelta(seconds=1))
    assert pupil_by_secret(card.code, secret_of(card), enters=True) is None
    assert pupil_by_secret(new_card.code, secret_of(new_card)) == cast.pupil_a


def test_a_lost_card_ends_at_once(cast, card):
    new = issue_cards(cast.teacher_a, class_group=cast.class_a, pupils=[cast.pupil_a], lost=True)[0]
    assert pupil_by_secret(card.code, secret_of(card)) is None
    assert pupil_by_secret(new.code, secret_of(new)) == cast.pupil_a
    assert AuditEntry.objects.filter(verb="card.issue").order_by("-pk")[0].details["lost"] is True


def test_a_card_made_twice_keeps_the_one_in_hand_not_the_one_nobody_has(cast, card, new_card):
    newest = issue_cards(cast.teacher_a, class_group=cast.class_a, pupils=[cast.pupil_a])[0]
    assert pupil_by_secret(card.code, secret_of(card)) == cast.pupil_a
    assert pupil_by_secret(new_card.code, secret_of(new_card)) is None
    assert pupil_by_secret(newest.code, secret_of(newest)) == cast.pupil_a


def test_a_lost_new_card_takes_the_older_one_with_it(cast, card, new_card):
    issue_cards(cast.teacher_a, class_group=cast.class_a, pupils=[cast.pupil_a], lost=True)
    for gone in (card, new_card):
        assert pupil_by_secret(gone.code, secret_of(gone)) is None


def test_new_cards_for_the_class_ask_first_and_lock_nobody_out(cast, card):
    client, address = client_of(cast.teacher_a), reverse("class_cards", args=[cast.class_a.public_id])
    asked = client.post(address, {"all": "1"}, headers={"accept-language": "vi"})
    words = asked.content.decode()
    assert cast.pupil_a.display_name in words and "6A1" in words
    assert pupil_by_secret(card.code, secret_of(card)) == cast.pupil_a
    assert PupilCard.objects.get().old_until is None, "asking makes no card"
    sheet = answer(client, asked)
    assert sheet.status_code == 200 and reverse("old_cards", args=[cast.class_a.public_id]) in (
        sheet.content.decode()
    )
    assert pupil_by_secret(card.code, secret_of(card)) == cast.pupil_a
    assert answer(client, asked).status_code == 409, "a second click makes no third set"


def test_the_teacher_says_that_the_new_ones_are_printed(cast, card, new_card):
    client, address = client_of(cast.teacher_a), reverse("old_cards", args=[cast.class_a.public_id])
    assert address in client.get(reverse("class_detail", args=[cast.class_a.public_id])).content.decode()
    assert post_and_answer(client, address, {"do": "end"}).status_code == 302
    assert pupil_by_secret(card.code, secret_of(card)) is None
    assert pupil_by_secret(new_card.code, secret_of(new_card)) == cast.pupil_a
    assert client.post(address, {"do": "end"}).status_code == 409, "nothing is left to end"


def test_new_cards_can_be_dropped_within_the_day(cast, card, new_card):
    client, address = client_of(cast.teacher_a), reverse("old_cards", args=[cast.class_a.public_id])
    assert post_and_answer(client, address, {"do": "keep"}).status_code == 302
    assert pupil_by_secret(card.code, secret_of(card), enters=True) == cast.pupil_a
    assert pupil_by_secret(new_card.code, secret_of(new_card)) is None
    assert pupil_by_pin(card.code, card.pin) == cast.pupil_a


def test_one_card_is_made_anew_or_locked_from_one_question(cast, card):
    client = client_of(cast.teacher_a)
    address = reverse("card_reset", args=[cast.class_a.public_id, cast.pupil_a.public_id])
    asked = client.post(address)
    assert question_of(asked).ways == ["", "lost"]
    answer(client, asked, "lost")
    assert pupil_by_secret(card.code, secret_of(card)) is None


def test_others_end_and_keep_no_cards(cast, card, new_card):
    address = reverse("old_cards", args=[cast.class_a.public_id])
    for part in ("teacher_b", "principal_b", "colleague_a", "pupil_a", "librarian_a"):
        assert client_of(getattr(cast, part)).post(address, {"do": "keep"}).status_code in {403, 404, 409}
    with pytest.raises(NotAllowed):
        end_old_cards(cast.head_a, class_group=cast.class_a)
    assert pupil_by_secret(card.code, secret_of(card)) == cast.pupil_a


def test_a_closed_account_is_closed_for_the_old_card_too(cast, card, new_card):
    cast.pupil_a.is_active = False
    cast.pupil_a.save()
    assert pupil_by_pin(card.code, card.pin) is None
    assert pupil_by_secret(card.code, secret_of(card)) is None


def test_cards_are_printed_by_who_teaches_or_administers_a_class_that_is_open(cast):
    printing = {
        name for name, person in cast.people.items() if may_issue_cards(as_viewer(person), cast.class_a)
    }
    assert printing == {"teacher_a", "administrator"}
    cast.class_a.closed_at = timezone.now()
    assert not any(may_issue_cards(as_viewer(person), cast.class_a) for person in cast.people.values())
