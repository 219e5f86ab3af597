"""An act that asks first: nothing happens without the answer, and nothing that was sent is lost on the way."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from config.asking import BY_SCRIPT, MARK, NAMED, Question, Way
from config.audit.models import AuditEntry
from config.routes import NOT_TAKEN, asking
from repository.organisations.models import Membership
from tests.asking import answer, post_and_answer, question_of
from tests.cast import client_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once("the question stands in front of the act, whatever database lies behind it"),
]


@pytest.fixture
def desk(cast):
    """The administrator's browser and the address that resets a teacher's password."""
    return client_of(cast.administrator), reverse("person_reset_password", args=[cast.teacher_a.public_id])


def resets() -> int:
    return AuditEntry.objects.filter(verb="account.reset_password").count()


def test_a_click_alone_does_nothing_and_says_of_whom_and_what(cast, desk):
    client, address = desk
    page = client.post(address)
    words = page.content.decode()
    assert page.status_code == 409
    assert cast.teacher_a.display_name in words
    assert "data-consequences" in words
    assert "no-store" in page["Cache-Control"]
    assert not resets()


def test_the_answer_does_it_once_and_a_second_click_meets_the_question_again(desk):
    client, address = desk
    asked = client.post(address)
    assert answer(client, asked).status_code == 200
    again = answer(client, asked)  # a double click, or Back and once more
    assert question_of(again).ways == [""]
    assert "data-consequences" in again.content.decode()
    assert resets() == 1


def test_an_answer_to_other_words_or_of_somebody_else_does_not_count(cast, desk):
    client, address = desk
    mark = question_of(client.post(address)).fields[MARK]
    for wrong in ("", "1", "x" * 64, mark[0][::-1]):
        assert client.post(address, {MARK: wrong}).status_code == 409
    other = reverse("person_reset_password", args=[cast.head_a.public_id])
    assert client.post(other, {MARK: mark[0]}).status_code == 409
    assert not resets()


def test_whoever_may_not_is_not_asked(cast, desk):
    _client, address = desk
    assert client_of(cast.teacher_b).post(address).status_code == 403
    assert client_of(cast.administrator).get(address).status_code == 405
    own = reverse("person_reset_password", args=[cast.administrator.public_id])
    refused = client_of(cast.administrator).post(own)
    assert refused.status_code in {403, 404}
    assert "data-asking" not in refused.content.decode()


def test_the_question_carries_a_token_of_its_own_and_none_is_no_answer(cast, desk):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk[0].cookies
    assert strict.post(desk[1]).status_code == 403
    strict.get(reverse("person_detail", args=[cast.teacher_a.public_id]))
    token = strict.cookies[settings.CSRF_COOKIE_NAME].value
    asked = strict.post(desk[1], {"csrfmiddlewaretoken": token})
    fields = question_of(asked).fields
    assert strict.post(desk[1], {**fields, "csrfmiddlewaretoken": ""}).status_code == 403
    assert strict.post(desk[1], fields).status_code == 200


def test_what_was_sent_survives_the_question_letter_for_letter(cast):
    role = Membership.objects.get(user=cast.head_a, role="head")
    client, address = client_of(cast.administrator), reverse("role_end", args=[role.public_id])
    sent = {"last_day": "2027-01-31", "note": 'Dòng một\r\nDòng "hai" <b>&amp;', "chosen": ["a", "b"]}
    question = question_of(client.post(address, sent))
    kept = {name: values for name, values in question.fields.items() if name in sent}
    assert kept == {"last_day": ["2027-01-31"], "note": [sent["note"]], "chosen": ["a", "b"]}
    assert post_and_answer(client, address, sent).status_code == 302
    role.refresh_from_db()
    assert str(role.valid_to) == "2027-01-31"


def test_the_way_out_leads_back_to_the_page_of_the_button_and_nowhere_else(cast, desk):
    client, address = desk
    page = reverse("person_detail", args=[cast.teacher_a.public_id])
    assert question_of(client.post(address, headers={"referer": f"http://testserver{page}?x=1"})).back == (
        f"{page}?x=1"
    )
    assert question_of(client.post(address, headers={"referer": "https://evil.example/x"})).back == "/"
    for hostile in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
        assert question_of(client.post(address, {"asked_from": hostile})).back == "/"


def test_a_session_that_ended_at_the_question_leads_back_to_the_page_of_the_button(cast, desk):
    client, address = desk
    page = reverse("person_detail", args=[cast.teacher_a.public_id])
    asked = client.post(address, headers={"referer": f"http://testserver{page}"})
    gone = client_of(None)
    response = answer(gone, asked)
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('account_login')}?next={page}"
    assert response.cookies[NOT_TAKEN].value == "1"
    assert not resets()


def test_the_device_keeps_what_was_typed_until_the_act_is_done(desk):
    client, address = desk
    asked = client.post(address)
    assert asked.cookies[NOT_TAKEN].value == "1"
    done = answer(client, asked)
    assert done.cookies[NOT_TAKEN]["max-age"] == 0


def test_a_script_that_only_asks_never_acts(desk):
    client, address = desk
    fetched = client.post(address, headers={BY_SCRIPT: "1"})
    assert fetched.status_code == 409
    assert "<html" not in fetched.content.decode()
    assert NOT_TAKEN not in fetched.cookies
    fields = question_of(fetched).fields
    assert client.post(address, fields, headers={BY_SCRIPT: "1"}).status_code == 204
    assert not resets()
    assert client.post(address, fields).status_code == 200


def ask(question, fields):
    request = RequestFactory().post("/x/", fields)
    request.user = type("Somebody", (), {"pk": 1})()
    view = asking(lambda request: HttpResponse("done"), lambda request: question)
    return view(request)


def question(**other):
    given = {"title": "Nộp?", "follows": ("Một em.",), "ways": (Way("Nộp"), Way("Khoá", "lock"))}
    return Question(**{**given, **other})


def test_changed_words_or_state_ask_again_but_moving_numbers_do_not(rf):
    request = rf.post("/x/")
    request.user = type("Somebody", (), {"pk": 1})()
    first = question(state=1).mark_for(request)
    assert question(state=2).mark_for(request) != first
    assert question(state=1, follows=("Hai em.",)).mark_for(request) != first
    assert question(state=1, concerns=("An",)).mark_for(request) != first
    moving = question(state=1, moves=True).mark_for(request)
    assert question(state=1, moves=True, follows=("Hai em.",)).mark_for(request) == moving
    assert question(state=2, moves=True).mark_for(request) != moving


def test_nothing_to_ask_lets_the_act_through():
    assert ask(None, {}).content == b"done"


def test_a_question_names_so_many_and_counts_the_rest():
    asked = question(concerns=tuple(f"Em {number}" for number in range(NAMED + 3)))
    assert (len(asked.named), asked.more) == (NAMED, 3)
