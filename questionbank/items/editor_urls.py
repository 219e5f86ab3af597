"""Addresses of the question editor."""

from __future__ import annotations

from config.routes import Access, route
from questionbank.items.views import editor, pictures

POST = ("POST",)
BOTH = ("GET", "POST")
QUESTION = "cau-hoi/<slug:public_id>/"

urlpatterns = [
    route("cau-hoi/moi/", editor.create_question, name="create_question", access=Access.STAFF, methods=BOTH),
    route(QUESTION + "soan/", editor.edit_question, name="edit_question", access=Access.STAFF, methods=BOTH),
    route(
        QUESTION + "tu-luu/", editor.save_question, name="save_question", access=Access.STAFF, methods=POST
    ),
    route(QUESTION + "xem-truoc/", editor.preview_question, name="preview_question", access=Access.STAFF),
    route(
        QUESTION + "them-hinh/",
        pictures.add_question_picture,
        name="add_question_picture",
        access=Access.STAFF,
        methods=POST,
    ),
    route(
        QUESTION + "hinh/<slug:picture_id>/trang-thai/",
        pictures.question_picture_state,
        name="question_picture_state",
        access=Access.STAFF,
    ),
]
