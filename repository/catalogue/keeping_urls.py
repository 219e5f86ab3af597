"""Addresses of the librarian, the education office and the inspection; included by `urls`."""

from __future__ import annotations

from config.routes import Access, route
from repository.catalogue.views import keeping, reporting

urlpatterns = [
    route("thu-vien/", keeping.library_desk, name="library_desk", access=Access.LIBRARIAN),
    route(
        "hoc-lieu/<slug:public_id>/chia-se/",
        keeping.share_material,
        name="share_material",
        access=Access.LIBRARIAN,
        methods=("GET", "POST"),
    ),
    route(
        "hoc-lieu/<slug:public_id>/chia-se/<slug:grant_id>/ket-thuc/",
        keeping.end_sharing,
        name="end_sharing",
        access=Access.LIBRARIAN,
        methods=("POST",),
    ),
    route(
        "hoc-lieu/<slug:public_id>/chia-se/<slug:grant_id>/noi-lai/",
        keeping.resume_sharing,
        name="resume_sharing",
        access=Access.LIBRARIAN,
        methods=("POST",),
    ),
    route(
        "hoc-lieu/<slug:public_id>/thu-hoi/",
        keeping.withdraw_material,
        name="withdraw_material",
        access=(Access.LIBRARIAN, Access.LEADER),
        methods=("GET", "POST"),
        asks="repository/catalogue/withdraw.html",
    ),
    route("thong-ke/", reporting.statistics, name="statistics", access=Access.OFFICER),
    route("thanh-tra/", reporting.inspection, name="inspection", access=Access.INSPECTOR),
    route(
        "thanh-tra/<slug:public_id>/",
        reporting.inspect_school,
        name="inspect_school",
        access=Access.INSPECTOR,
    ),
]
