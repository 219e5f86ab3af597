"""What stands before an act that cannot simply be taken back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from repository.shell.components import COMPONENTS, Component, Sample
from repository.shell.gallery.specimens import ADDRESS

FOLDER = "repository/shell/components/"
FOLLOWS = (
    _("Whoever does not have the new card in hand cannot sign in by card until they get it."),
    _("This cannot be undone."),
)


def _question(**other: Any) -> dict[str, Any]:
    ways = [{"label": _("End the old cards")}]
    question = {"title": _("End the old cards now?"), "follows": FOLLOWS, "ways": ways, **other}
    return {"question": question, "action": ADDRESS, "came_from": ADDRESS, "mark": "…", "in_dialog": True}


COMPONENTS.add(
    "consequences",
    Component(
        "Consequences",
        FOLDER + "consequences.html",
        "What follows from an act, said before it; beside a form that asks by itself, and in every question.",
        'include "…/consequences.html" with follows=[…] or sentence=',
        (Sample("several", {"follows": FOLLOWS}), Sample("one", {"sentence": FOLLOWS[0]})),
    ),
    order=170,
)
COMPONENTS.add(
    "question",
    Component(
        "Question",
        FOLDER + "question.html",
        "Asked before an act, on a page or in a dialog: what follows, whom it meets, the ways on and the way out.",
        "drawn for route(…, asks=…); a function gives the Question",
        (
            Sample("one way", _question()),
            Sample(
                "names and two ways",
                _question(
                    named=["Nguyễn Minh An", "Trần Gia Bảo"],
                    more=3,
                    ways=[
                        {"label": _("Make new cards")},
                        {"label": _("Lost or seen by others: lock the old ones at once"), "name": "lost"},
                    ],
                ),
            ),
            Sample("once more", {**_question(), "again": True}),
        ),
    ),
    order=180,
)
COMPONENTS.add(
    "act",
    Component(
        "Act",
        FOLDER + "act.html",
        "The button of an act that asks first; it stands apart and looks like nothing else.",
        '{% act "close_quiz" quiz.public_id label=… icon= small= and fields to send along %}',
        (Sample("button", {"action": ADDRESS, "label": _("End the old cards"), "icon": "lock"}),),
    ),
    order=190,
)
