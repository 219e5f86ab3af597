"""Addresses for pupils and guests. Guests are not signed in: their session says which attempts are theirs."""

from __future__ import annotations

from django.urls import URLPattern

from config.routes import Access, route
from questionbank.taking.views import attempts, joining, own
from questionbank.taking.worker_urls import urlpatterns as worker_patterns

GET_POST = ("GET", "POST")
GUESTS = "guests are not signed in; the row is fetched by what the session holds"
CODE = "who knows the join code may come in; wrong ones are throttled"

urlpatterns: list[URLPattern] = [
    *worker_patterns,
    route("t/", joining.join, name="join", access=Access.PUBLIC, methods=GET_POST, reason=CODE),
    route("t/cua-em/", own.own_tests, name="own_tests", access=Access.SIGNED_IN),
    route("t/bai/<slug:quiz_id>/", joining.open_own, name="own_quiz", access=Access.SIGNED_IN),
    route(
        "t/roi-di/", joining.leave, name="join_leave", access=Access.PUBLIC, methods=("POST",), reason=GUESTS
    ),
    route("t/vao/<slug:code>/", joining.open_link, name="join_link", access=Access.PUBLIC, reason=CODE),
    route(
        "t/vao/<slug:code>/ten/",
        joining.name_page,
        name="join_names",
        access=Access.PUBLIC,
        methods=GET_POST,
        reason=CODE,
    ),
    route(
        "t/cho/<uuid:guest_id>/", joining.waiting, name="join_waiting", access=Access.PUBLIC, reason=GUESTS
    ),
    route("t/<uuid:attempt_id>/", attempts.show, name="attempt_page", access=Access.PUBLIC, reason=GUESTS),
    route(
        "t/<uuid:attempt_id>/la-em/",
        attempts.claim,
        name="claim_attempt",
        access=Access.SIGNED_IN,
        methods=("POST",),
        asks="questionbank/taking/is_this_you.html",
    ),
    route(
        "t/<uuid:attempt_id>/ket-qua/",
        attempts.result,
        name="attempt_result",
        access=Access.PUBLIC,
        reason=GUESTS,
    ),
]
