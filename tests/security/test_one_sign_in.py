"""Every form that takes a password goes through one throttle and one second factor: there is no other door."""

import pytest
from django.urls import reverse

from tests.cast import PASSWORD, client_of
from tests.factories.pages import home_page

FORMS = {
    "the readers' side of Wagtail": "/_util/login/",
    "Wagtail's admin": "/cms/login/",
    "Wagtail's forgotten password": "/cms/password_reset/",
}


@pytest.mark.parametrize("address", FORMS.values(), ids=FORMS)
def test_no_form_of_wagtail_signs_anybody_in(cast, address):
    client = client_of(None)
    response = client.post(address, {"username": cast.teacher_a.username, "password": PASSWORD})
    assert response.status_code == 302 and response["Location"].startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


def test_a_page_takes_no_shared_password(cast):
    page = home_page()
    restriction = page.view_restrictions.create(restriction_type="password", password="hoa-sua")
    client = client_of(None)
    address = f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/"
    assert client.post(address, {"password": "hoa-sua"}).status_code == 404
    assert client.get(address).status_code == 404


def test_the_sign_in_for_private_pages_is_ours_and_leads_back(db):
    response = client_of(None).get("/_util/login/?next=/tin-tuc/")
    assert response["Location"] == reverse("account_login") + "?next=/tin-tuc/"
    foreign = client_of(None).get("/_util/login/?next=https://la.example/")
    assert "la.example" not in foreign["Location"]
