"""Class cards: printed once, stored hashed, reset by the teacher of the class."""

import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.audit.models import AuditEntry
from config.errors import NotAllowed, Refused
from repository.organisations import throttle
from repository.organisations.cards import issue_cards, pupil_by_pin, pupil_by_secret
from repository.organisations.models import PupilCard
from tests.cast import client_of


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


def test_a_new_card_ends_the_old_one(cast, card):
    new = issue_cards(cast.teacher_a, class_group=cast.class_a, pupils=[cast.pupil_a])[0]
    assert new.code == card.code
    if new.pin != card.pin:
        assert pupil_by_pin(card.code, card.pin) is None
    assert pupil_by_secret(card.code, card.address.rstrip("/").split("/")[-1]) is None
    assert pupil_by_pin(new.code, new.pin) == cast.pupil_a


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
