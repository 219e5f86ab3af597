"""Routes that are answered before sessions and people are looked at."""

import uuid

import pytest

from config.routes import ROUTES, Access, route


@pytest.mark.parametrize("access", sorted(set(Access) - {Access.PUBLIC, Access.SIGNED_LINK, Access.MACHINE}))
def test_a_lean_route_cannot_ask_for_a_person(access):
    try:
        with pytest.raises(ValueError, match="knows no person"):
            route("x/", lambda request: None, name="lean_trial", access=access, lean=True)
    finally:
        ROUTES.pop("lean_trial", None)


def test_what_a_lean_route_answers_is_guarded_like_every_page(client, db):
    answer = client.post(f"/t/{uuid.uuid4()}/luu/", b"{}", content_type="application/json")
    assert answer.status_code == 401
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Request-ID"]
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert "Set-Cookie" not in answer.headers


def test_a_lean_route_is_not_found_under_the_content_host(client, db, settings):
    answer = client.post(f"/t/{uuid.uuid4()}/luu/", headers={"host": settings.CONTENT_HOST})
    assert answer.status_code == 404
