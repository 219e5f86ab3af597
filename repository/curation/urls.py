"""Addresses of the reviewer's desk and the inbox."""

from __future__ import annotations

from config.routes import Access, route
from repository.curation.views import chains, desk

SETS_CHAINS = (Access.LEADER, Access.ADMINISTRATOR)

urlpatterns = [
    route("duyet/", desk.review_queue, name="review_queue", access=Access.STAFF),
    route("duyet/<slug:public_id>/", desk.review, name="review", access=Access.STAFF),
    route(
        "duyet/<slug:public_id>/quyet-dinh/",
        desk.review_decide,
        name="review_decide",
        access=Access.STAFF,
        methods=("POST",),
        reason="who decides at which step is asked per round; a stand-in may hold no reviewer's role of their own",
        asks="repository/curation/decision.html",
    ),
    route(
        "duyet/<slug:public_id>/nhan/",
        desk.review_claim,
        name="review_claim",
        access=Access.STAFF,
        methods=("POST",),
    ),
    route(
        "duyet/<slug:public_id>/nha/",
        desk.review_release,
        name="review_release",
        access=Access.STAFF,
        methods=("POST",),
    ),
    route(
        "duyet/<slug:public_id>/rut/",
        desk.review_withdraw,
        name="review_withdraw",
        access=Access.STAFF,
        methods=("POST",),
    ),
    route("hop-thu/", desk.inbox, name="inbox", access=Access.STAFF),
    route("hop-thu/da-doc/", desk.inbox_read, name="inbox_read", access=Access.STAFF, methods=("POST",)),
    route("hop-thu/<slug:public_id>/", desk.inbox_open, name="inbox_open", access=Access.STAFF),
    route("quy-trinh-duyet/", chains.show, name="house_chains", access=Access.ADMINISTRATOR),
    route(
        "quy-trinh-duyet/<slug:kind>/",
        chains.edit,
        name="house_chain",
        access=Access.ADMINISTRATOR,
        methods=("GET", "POST"),
    ),
    route("don-vi/<slug:unit_id>/quy-trinh-duyet/", chains.show, name="unit_chains", access=SETS_CHAINS),
    route(
        "don-vi/<slug:unit_id>/quy-trinh-duyet/<slug:kind>/",
        chains.edit,
        name="unit_chain",
        access=SETS_CHAINS,
        methods=("GET", "POST"),
    ),
    route(
        "don-vi/<slug:unit_id>/quy-trinh-duyet/<slug:kind>/ve-chung/",
        chains.drop,
        name="unit_chain_drop",
        access=SETS_CHAINS,
        methods=("POST",),
    ),
]
