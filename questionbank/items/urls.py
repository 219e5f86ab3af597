"""Addresses of this room: the bank, a question, what is done with it, the editor."""

from __future__ import annotations

from config.routes import Access, route
from questionbank.items.editor_urls import urlpatterns as editor_patterns
from questionbank.items.views import bank, deeds, pictures, question

POST = ("POST",)
BOTH = ("GET", "POST")
QUESTION = "cau-hoi/<slug:public_id>/"

urlpatterns = [
    route("ngan-hang-cau-hoi/", bank.question_bank, name="question_bank", access=Access.STAFF),
    route(
        "ngan-hang-cau-hoi/gui-duyet/",
        bank.offer_several,
        name="offer_several",
        access=Access.STAFF,
        methods=POST,
    ),
    route("ngan-hang-cau-hoi/thung-rac/", bank.question_bin, name="question_bin", access=Access.STAFF),
    *editor_patterns,
    route(QUESTION, question.question, name="question", access=Access.STAFF),
    route(
        QUESTION + "phien-ban/<int:number>/",
        question.question_version,
        name="question_version",
        access=Access.STAFF,
    ),
    route(
        QUESTION + "hinh/<slug:picture_id>/",
        pictures.question_picture,
        name="question_picture",
        access=Access.STAFF,
    ),
    route(
        QUESTION + "gui-duyet/",
        deeds.offer_question,
        name="offer_question",
        access=Access.STAFF,
        methods=BOTH,
    ),
    route(
        QUESTION + "rut-lai/",
        deeds.take_back_question,
        name="take_back_question",
        access=Access.STAFF,
        methods=POST,
    ),
    route(
        QUESTION + "bo-vao-thung-rac/",
        deeds.bin_question,
        name="bin_question",
        access=Access.STAFF,
        methods=POST,
    ),
    route(
        QUESTION + "khoi-phuc/",
        deeds.restore_question,
        name="restore_question",
        access=Access.STAFF,
        methods=POST,
    ),
    route(QUESTION + "thoi-dung/", deeds.retire, name="retire_question", access=Access.STAFF, methods=BOTH),
    route(
        QUESTION + "dung-lai/",
        deeds.reinstate,
        name="reinstate_question",
        access=Access.STAFF,
        methods=POST,
    ),
]
