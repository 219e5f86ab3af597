"""The staff's door: name and password, slowed by failures only, nothing told to strangers."""

import re
import time
from html import unescape

import pytest
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import NoReverseMatch, reverse

from config.accounts.models import User
from config.caches import shared
from repository.organisations import throttle
from repository.organisations.models import SignInFailure
from tests.cast import PASSWORD

LOGIN = "account_login"


@pytest.fixture
def door(db):
    return Client()


@pytest.fixture
def teacher(cast):
    cast.teacher_a.set_password(PASSWORD)
    cast.teacher_a.save()
    return cast.teacher_a


def knock(client, name, password, **extra):
    return client.post(reverse(LOGIN), {"login": name, "password": password}, **extra)


def words_of(response):
    return re.sub(r'value="[^"]*"|nonce="[^"]*"', "", unescape(response.content.decode()))


def test_a_teacher_signs_in_and_the_session_key_changes(door, teacher):
    door.get(reverse(LOGIN))
    door.session.save()
    before = door.session.session_key
    response = knock(door, teacher.username, PASSWORD)
    assert response.status_code == 302
    assert door.session["_auth_user_id"] == str(teacher.pk)
    assert door.session.session_key != before


def test_the_sign_in_page_says_what_it_needs(door):
    page = door.get(reverse(LOGIN)).content.decode()
    assert 'autocomplete="username"' in page
    assert reverse("pupil_sign_in") in page


def test_known_and_unknown_accounts_get_the_same_answer(door, teacher):
    known = knock(door, teacher.username, "wrong-one")
    unknown = knock(door, "khong.co", "wrong-one")
    assert known.status_code == unknown.status_code
    assert words_of(known) == words_of(unknown).replace("khong.co", teacher.username)


def test_known_and_unknown_accounts_cost_the_same_work(door, teacher, monkeypatch):
    done = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: done.append(1) or encode(*args))
    knock(door, teacher.username, "wrong-one")
    known = len(done)
    knock(door, "khong.co", "wrong-one")
    assert known == len(done) - known > 0


def test_ten_failures_let_this_account_wait_here_but_not_elsewhere(door, teacher):
    for _try in range(throttle.PAIR_LIMIT):
        knock(door, teacher.username, "wrong-one")
    assert knock(door, teacher.username, PASSWORD).status_code == 200
    assert knock(Client(), teacher.username, PASSWORD, REMOTE_ADDR="10.9.8.7").status_code == 302


def test_a_school_behind_one_address_is_never_blocked_by_its_neighbours(door, teacher):
    for number in range(throttle.ADDRESS_LIMIT + 20):
        throttle.SignInTry.of(door.get(reverse(LOGIN)).wsgi_request, f"nguoi.{number}", "127.0.0.1").begin()
        if number > 3:
            break
    address = throttle.SignInTry.of(door.get(reverse(LOGIN)).wsgi_request, "x", "127.0.0.1").address
    SignInFailure.objects.bulk_create(SignInFailure(key=address) for _ in range(throttle.ADDRESS_LIMIT + 20))
    assert knock(door, teacher.username, PASSWORD).status_code == 302


def test_an_address_with_very_many_failures_has_less_patience_per_account(door, teacher):
    address = throttle.SignInTry.of(door.get(reverse(LOGIN)).wsgi_request, "x", "127.0.0.1").address
    SignInFailure.objects.bulk_create(SignInFailure(key=address) for _ in range(throttle.ADDRESS_LIMIT))
    for _try in range(throttle.TIGHT_LIMIT):
        knock(door, teacher.username, "wrong-one")
    assert knock(door, teacher.username, PASSWORD).status_code == 200


def test_signed_in_pages_are_never_stored_on_a_shared_computer(door, teacher):
    knock(door, teacher.username, PASSWORD)
    assert "no-store" in door.get(reverse("unit_tree"))["Cache-Control"]
    door.post(reverse("account_logout"))
    assert door.get(reverse("unit_tree")).status_code == 302


def test_nobody_can_lock_a_colleague_out_of_the_own_computer(door, teacher):
    assert knock(door, teacher.username, PASSWORD).status_code == 302
    door.post(reverse("account_logout"))
    for _try in range(throttle.PAIR_LIMIT + 1):
        knock(Client(), teacher.username, "wrong-one")
    assert knock(door, teacher.username, PASSWORD).status_code == 302


def test_no_name_and_no_address_is_kept_of_a_failure(door, teacher):
    knock(door, teacher.username, "wrong-one")
    kept = " ".join(SignInFailure.objects.values_list("key", flat=True))
    assert teacher.username not in kept
    assert "127.0.0.1" not in kept


def test_a_one_time_password_must_be_changed_first(door, teacher):
    User.objects.filter(pk=teacher.pk).update(must_change_password=True)
    knock(door, teacher.username, PASSWORD)
    change = reverse("account_change_password")
    assert door.get(reverse("unit_tree"))["Location"] == change
    new = "hoa-phuong-do-2026"
    page = door.post(change, {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD})
    assert page.status_code == 200
    assert door.post(change, {"oldpassword": PASSWORD, "password1": new, "password2": new}).status_code == 302
    teacher.refresh_from_db()
    assert not teacher.must_change_password
    assert door.get(reverse("unit_tree")).status_code == 200


def test_a_closed_account_stays_out(door, teacher):
    User.objects.filter(pk=teacher.pk).update(is_active=False)
    knock(door, teacher.username, PASSWORD)
    assert "_auth_user_id" not in door.session


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_reset_password", "socialaccount_signup"]
)
def test_sign_up_and_reset_by_mail_have_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_a_pupils_account_has_no_password_door(door, cast):
    assert knock(door, cast.pupil_a.username, "").status_code == 200
    assert knock(door, cast.pupil_a.username, PASSWORD).status_code == 200
    assert "_auth_user_id" not in door.session


@pytest.mark.parametrize(
    "target", ["https://ac.example/", "//ac.example", "/\\ac.example", "javascript:alert(1)"]
)
def test_sign_in_leads_to_own_pages_only(door, teacher, target):
    response = door.post(reverse(LOGIN), {"login": teacher.username, "password": PASSWORD, "next": target})
    assert "ac.example" not in response.get("Location", "")
    assert "javascript" not in response.get("Location", "")


def test_a_second_factor_is_set_up_and_asked_for(door, teacher):
    knock(door, teacher.username, PASSWORD)
    activate = reverse("mfa_activate_totp")
    assert door.get(reverse("mfa_index")).status_code == 200
    assert (
        door.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": activate})["Location"]
        == activate
    )
    secret = door.get(activate).context["form"].secret
    assert door.post(activate, {"code": totp_of(secret)}).status_code == 302
    assert door.get(reverse("mfa_view_recovery_codes")).status_code == 200
    door.post(reverse("account_logout"))
    assert knock(door, teacher.username, PASSWORD)["Location"].startswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in door.session
    assert door.get(reverse("mfa_authenticate")).status_code == 200
    assert door.post(reverse("mfa_authenticate"), {"code": "000"}).status_code == 200
    shared.clear()
    assert door.post(reverse("mfa_authenticate"), {"code": totp_of(secret)}).status_code == 302
    assert door.session["_auth_user_id"] == str(teacher.pk)


def totp_of(secret):
    counter = int(time.time()) // mfa_settings.TOTP_PERIOD
    return format_hotp_value(hotp_value(secret, counter))
