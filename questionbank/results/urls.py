"""Addresses of this room."""

from __future__ import annotations

from config.routes import Access, route
from questionbank.results.views import asking, reading, regrading, running

QUIZ = "bai-kiem-tra/<slug:public_id>"
TABLE = f"{QUIZ}/theo-doi"
RESULTS = f"{QUIZ}/ket-qua"
ONLY_POST = ("POST",)

urlpatterns = [
    route(f"{TABLE}/", running.class_table, name="class_table", access=Access.STAFF),
    route(f"{TABLE}/bang/", running.class_table_rows, name="class_table_rows", access=Access.STAFF),
    route(
        f"{QUIZ}/dong/",
        running.close,
        name="close_quiz",
        access=Access.STAFF,
        methods=ONLY_POST,
        asks=asking.closing,
    ),
    route(
        f"{QUIZ}/mo-lai/<int:until>/",
        running.reopen,
        name="reopen_quiz",
        access=Access.STAFF,
        methods=ONLY_POST,
    ),
    route(
        f"{TABLE}/them-phut/",
        running.give_minutes,
        name="give_minutes",
        access=Access.STAFF,
        methods=ONLY_POST,
        asks=asking.giving_minutes,
    ),
    route(
        f"{TABLE}/cho-vao-lai/",
        running.let_in_again,
        name="let_in_again",
        access=Access.STAFF,
        methods=ONLY_POST,
        asks=asking.letting_in,
    ),
    route(
        f"{TABLE}/thu-bai/",
        running.collect_attempts,
        name="collect_attempts",
        access=Access.STAFF,
        methods=ONLY_POST,
        asks=asking.collecting,
    ),
    route(
        f"{TABLE}/tra-loi-muon/<uuid:attempt_id>/",
        running.decide_late,
        name="decide_late",
        access=Access.STAFF,
        methods=ONLY_POST,
        asks=asking.deciding_late,
    ),
    route(
        f"{TABLE}/khach/<uuid:guest_id>/",
        running.decide_guest,
        name="decide_guest",
        access=Access.STAFF,
        methods=ONLY_POST,
        asks=asking.deciding_guest,
    ),
    route(f"{RESULTS}/", reading.quiz_results, name="quiz_results", access=Access.STAFF),
    route(
        f"{RESULTS}/cong-bo/",
        reading.release_quiz_results,
        name="release_quiz_results",
        access=Access.STAFF,
        methods=ONLY_POST,
        asks=asking.releasing,
    ),
    route(
        f"{RESULTS}/thu-lai/",
        reading.take_back_quiz_release,
        name="take_back_quiz_release",
        access=Access.STAFF,
        methods=ONLY_POST,
    ),
    route(
        f"{RESULTS}/<uuid:attempt_id>/", reading.attempt_answers, name="attempt_answers", access=Access.STAFF
    ),
    route(
        f"{RESULTS}/<uuid:attempt_id>/khong-tinh/",
        reading.void_attempt,
        name="void_attempt",
        access=Access.STAFF,
        methods=ONLY_POST,
        asks=asking.voiding,
    ),
    route(
        f"{RESULTS}/sua-dap-an/<slug:slot_id>/",
        regrading.correct_key,
        name="correct_key",
        access=Access.STAFF,
        methods=("GET", "POST"),
    ),
    route(
        "cham-lai/<uuid:run_id>/",
        regrading.regrade,
        name="regrade",
        access=Access.STAFF,
    ),
    route(
        "cham-lai/<uuid:run_id>/quyet-dinh/",
        regrading.decide_regrade,
        name="decide_regrade",
        access=Access.STAFF,
        methods=ONLY_POST,
        asks=asking.correcting,
    ),
]
