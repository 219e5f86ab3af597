"""Addresses of this room."""

from __future__ import annotations

from config.routes import Access, route
from repository.collections import views

STAFF = Access.STAFF
POST = ("POST",)

urlpatterns = [
    route("gio/", views.basket, name="basket", access=STAFF),
    route("gio/in/", views.basket_print, name="basket_print", access=STAFF),
    route("gio/them/", views.basket_add, name="basket_add", access=STAFF, methods=POST),
    route(
        "gio/hoan-tac/<str:token>/", views.basket_restore, name="basket_restore", access=STAFF, methods=POST
    ),
    route("gio/<slug:public_id>/bo/", views.basket_remove, name="basket_remove", access=STAFF, methods=POST),
    route("gio/<slug:public_id>/ghi-chu/", views.basket_note, name="basket_note", access=STAFF, methods=POST),
    route("gio/<slug:public_id>/chuyen/", views.basket_move, name="basket_move", access=STAFF, methods=POST),
    route(
        "gio/<slug:public_id>/ban-moi/",
        views.basket_take_newer,
        name="basket_take_newer",
        access=STAFF,
        methods=POST,
    ),
]
