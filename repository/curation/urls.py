"""Addresses of the reviewer's desk and the inbox."""

from __future__ import annotations

from config.routes import Access, route
from repository.curation import views

urlpatterns = [
    route("duyet/", views.review_queue, name="review_queue", access=Access.REVIEWER),
    route("duyet/<slug:public_id>/", views.review, name="review", access=Access.STAFF),
    route(
        "duyet/<slug:public_id>/quyet-dinh/",
        views.review_decide,
        name="review_decide",
        access=Access.STAFF,
        methods=("POST",),
        reason="who decides at which step is asked per round; a stand-in may hold no reviewer's role of their own",
    ),
    route(
        "duyet/<slug:public_id>/nhan/",
        views.review_claim,
        name="review_claim",
        access=Access.STAFF,
        methods=("POST",),
    ),
    route(
        "duyet/<slug:public_id>/nha/",
        views.review_release,
        name="review_release",
        access=Access.STAFF,
        methods=("POST",),
    ),
    route(
        "duyet/<slug:public_id>/rut/",
        views.review_withdraw,
        name="review_withdraw",
        access=Access.STAFF,
        methods=("POST",),
    ),
    route("hop-thu/", views.inbox, name="inbox", access=Access.STAFF),
    route("hop-thu/da-doc/", views.inbox_read, name="inbox_read", access=Access.STAFF, methods=("POST",)),
    route("hop-thu/<slug:public_id>/", views.inbox_open, name="inbox_open", access=Access.STAFF),
]
