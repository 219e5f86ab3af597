"""Addresses of people and places."""

from __future__ import annotations

from django.urls import URLPattern

from config.routes import Access, route
from repository.organisations.views import (
    asking,
    classes,
    delegations,
    people,
    pupil_desk,
    pupils,
    roster,
    units,
    years,
)

ADMINISTRATOR = Access.ADMINISTRATOR
GET_POST, POST = ("GET", "POST"), ("POST",)

urlpatterns: list[URLPattern] = [
    route("em/", pupils.sign_in, name="pupil_sign_in", access=Access.PUBLIC, methods=GET_POST),
    route("em/the/", pupils.confirm_card, name="pupil_card_confirm", access=Access.PUBLIC, methods=GET_POST),
    route(
        "em/the/<slug:code>/<slug:secret>/",
        pupils.open_card,
        name="pupil_card_link",
        access=Access.SIGNED_LINK,
    ),
    route("nguoi-dung/", people.list_people, name="people_list", access=ADMINISTRATOR),
    route(
        "nguoi-dung/them/", people.create_person, name="person_create", access=ADMINISTRATOR, methods=GET_POST
    ),
    route(
        "nguoi-dung/nhap/",
        roster.upload,
        name="roster_upload",
        access=ADMINISTRATOR,
        methods=GET_POST,
        heavy=True,
    ),
    route("nguoi-dung/nhap/tep-mau/", roster.template, name="roster_template", access=ADMINISTRATOR),
    route(
        "nguoi-dung/nhap/<slug:run_id>/",
        roster.preview,
        name="roster_preview",
        access=ADMINISTRATOR,
        methods=GET_POST,
    ),
    route(
        "nguoi-dung/nhap/<slug:run_id>/hoan-tac/",
        roster.revert,
        name="roster_revert",
        access=ADMINISTRATOR,
        methods=POST,
        asks=asking.import_taken_back,
    ),
    route("hoc-sinh/", pupil_desk.list_pupils, name="pupil_list", access=ADMINISTRATOR),
    route("hoc-sinh/<slug:user_id>/", pupil_desk.show_pupil, name="pupil_detail", access=ADMINISTRATOR),
    *(
        route(
            f"hoc-sinh/<slug:user_id>/{path}/", view, name=name, access=ADMINISTRATOR, methods=POST, asks=asks
        )
        for path, view, name, asks in (
            ("ten", pupil_desk.rename, "pupil_rename", None),
            ("lop", pupil_desk.change_class, "pupil_class", asking.off_class),
            ("tai-khoan", pupil_desk.switch, "pupil_switch", None),
            ("gop", pupil_desk.merge, "pupil_merge", asking.merging),
        )
    ),
    route(
        "lop/<slug:class_id>/them-hoc-sinh/",
        pupil_desk.add,
        name="pupil_add",
        access=ADMINISTRATOR,
        methods=GET_POST,
    ),
    route("nguoi-dung/<slug:user_id>/", people.show_person, name="person_detail", access=ADMINISTRATOR),
    route(
        "nguoi-dung/<slug:user_id>/mat-khau/",
        people.reset_person_password,
        name="person_reset_password",
        access=ADMINISTRATOR,
        methods=POST,
        asks=asking.new_password,
    ),
    route(
        "nguoi-dung/<slug:user_id>/tai-khoan/",
        people.switch_account,
        name="person_switch_account",
        access=ADMINISTRATOR,
        methods=POST,
    ),
    route(
        "nguoi-dung/<slug:user_id>/vai-tro/",
        people.add_role,
        name="role_grant",
        access=ADMINISTRATOR,
        methods=POST,
    ),
    route(
        "vai-tro/<slug:membership_id>/ket-thuc/",
        people.end_role,
        name="role_end",
        access=ADMINISTRATOR,
        methods=POST,
        asks=asking.end_of_role,
    ),
    route(
        "vai-tro/<slug:membership_id>/ban-giao/",
        people.hand_over,
        name="role_hand_over",
        access=ADMINISTRATOR,
        methods=GET_POST,
    ),
    route(
        "uy-quyen/",
        delegations.list_delegations,
        name="delegation_list",
        access=Access.REVIEWER,
        methods=GET_POST,
    ),
    route(
        "uy-quyen/<slug:delegation_id>/ket-thuc/",
        delegations.end,
        name="delegation_end",
        access=(Access.REVIEWER, ADMINISTRATOR),
        methods=POST,
        asks=asking.end_of_delegation,
    ),
    route("don-vi/", units.tree, name="unit_tree", access=Access.STAFF),
    route("don-vi/<slug:unit_id>/", units.show, name="unit_detail", access=Access.STAFF),
    route("don-vi/<slug:unit_id>/them/", units.add, name="unit_add", access=ADMINISTRATOR, methods=GET_POST),
    route(
        "don-vi/<slug:unit_id>/day/",
        units.teaching,
        name="unit_teaching",
        access=ADMINISTRATOR,
        methods=GET_POST,
    ),
    route(
        "don-vi/<slug:unit_id>/ket-thuc/",
        units.end,
        name="unit_end",
        access=ADMINISTRATOR,
        methods=POST,
        asks=asking.end_of_unit,
    ),
    route("nam-hoc/", classes.school_year, name="school_year", access=Access.STAFF),
    route("nam-hoc/them/", years.add, name="year_add", access=ADMINISTRATOR, methods=GET_POST),
    route(
        "nam-hoc/len-lop/<slug:unit_id>/",
        years.roll_over,
        name="year_roll_over",
        access=ADMINISTRATOR,
        methods=GET_POST,
        asks=asking.moving_up,
    ),
    route("lop/them/", classes.create, name="class_create", access=ADMINISTRATOR, methods=GET_POST),
    route("lop/<slug:class_id>/", classes.show, name="class_detail", access=Access.STAFF),
    route(
        "lop/<slug:class_id>/giao-vien/",
        classes.teachers,
        name="class_teachers",
        access=ADMINISTRATOR,
        methods=GET_POST,
    ),
    route(
        "lop/<slug:class_id>/the/",
        classes.make_cards,
        name="class_cards",
        access=Access.STAFF,
        methods=POST,
        asks=asking.new_class_cards,
    ),
    route(
        "lop/<slug:class_id>/the-cu/",
        classes.old_cards,
        name="old_cards",
        access=Access.STAFF,
        methods=POST,
        asks=asking.end_or_keep_old_cards,
    ),
    route(
        "lop/<slug:class_id>/the/<slug:user_id>/",
        classes.reset_card,
        name="card_reset",
        access=Access.STAFF,
        methods=POST,
        asks=asking.new_card,
    ),
]
