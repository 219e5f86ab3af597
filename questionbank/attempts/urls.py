"""Addresses of the protocol (docs/attempt-protocol.md); pages of the same prefix belong to the room `taking`."""

from __future__ import annotations

from config.routes import Access, route
from questionbank.attempts import views

BEARER = "bears the attempt's token, which start and resume hand out; reads neither session nor cookie"

urlpatterns = [
    route(
        "t/<uuid:public_id>/bat-dau/",
        views.start,
        name="attempt_start",
        access=Access.PUBLIC,
        methods=("POST",),
        reason="guests have no account: the attempt is fetched by what account or session hold",
    ),
    route(
        "t/<uuid:public_id>/luu/",
        views.save,
        name="attempt_save",
        access=Access.SIGNED_LINK,
        methods=("POST",),
        reason=BEARER,
        lean=True,
    ),
    route(
        "t/<uuid:public_id>/nop/",
        views.submit,
        name="attempt_hand_in",
        access=Access.SIGNED_LINK,
        methods=("POST",),
        reason=BEARER,
        lean=True,
    ),
    route(
        "t/<uuid:public_id>/de/",
        views.paper,
        name="attempt_paper",
        access=Access.SIGNED_LINK,
        reason=BEARER,
        lean=True,
    ),
    route(
        "t/goi/<str:name>/",
        views.sealed,
        name="attempt_sealed",
        access=Access.PUBLIC,
        reason="sealed: useless without the key that comes with the start",
        lean=True,
    ),
]
