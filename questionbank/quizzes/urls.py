"""Addresses of this room."""

from __future__ import annotations

from config.routes import Access, route
from questionbank.quizzes.views import asking, composer, lists, publishing, sharing

STAFF = Access.STAFF
POST = ("POST",)
BOTH = ("GET", "POST")
QUIZ = "bai-kiem-tra/<slug:public_id>/"

urlpatterns = [
    route("bai-kiem-tra/", lists.quizzes, name="quizzes", access=STAFF),
    route("bai-kiem-tra/moi/", lists.new_quiz, name="new_quiz", access=STAFF, methods=POST),
    route(
        "bai-kiem-tra/hoan-tac/<str:token>/",
        composer.restore_slot_question,
        name="restore_slot_question",
        access=STAFF,
        methods=POST,
    ),
    route(QUIZ, lists.quiz, name="quiz", access=STAFF),
    route(
        QUIZ + "xoa/",
        lists.discard,
        name="discard_quiz",
        access=STAFF,
        methods=POST,
        asks=asking.discarding,
    ),
    route(QUIZ + "soan/", composer.compose, name="compose_quiz", access=STAFF, methods=BOTH),
    route(
        QUIZ + "chon-cau-hoi/", composer.choose_questions, name="choose_questions", access=STAFF, methods=BOTH
    ),
    route(QUIZ + "xem-thu/", publishing.preview, name="preview_quiz", access=STAFF),
    route(QUIZ + "xem-thu/de/", publishing.preview_content, name="preview_quiz_content", access=STAFF),
    route(
        QUIZ + "phat-hanh/",
        publishing.publish,
        name="publish_quiz",
        access=STAFF,
        methods=BOTH,
        asks="questionbank/quizzes/publish.html",
    ),
    route(QUIZ + "ban-moi/", publishing.new_edition, name="new_quiz_edition", access=STAFF, methods=POST),
    route(QUIZ + "giao-lai/", publishing.give_again, name="give_quiz_again", access=STAFF, methods=POST),
    route(QUIZ + "chia-se/", sharing.share, name="share_quiz", access=STAFF),
    route(QUIZ + "ma-vao/", sharing.change_code, name="change_join_code", access=STAFF, methods=POST),
    route(QUIZ + "thoi-gian/", sharing.change_window, name="change_quiz_window", access=STAFF, methods=POST),
    route(
        QUIZ + "ma-cu/<slug:code>/",
        sharing.restore_code,
        name="restore_join_code",
        access=STAFF,
        methods=POST,
    ),
    route(QUIZ + "phieu/", sharing.sheet, name="quiz_sheet", access=STAFF),
]
