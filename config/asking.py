"""Acts that cannot simply be taken back are asked about first, in one way for the whole house.

`route(…, asks=…)` names beside the address a function that says what would follow: of whom, of how many. A POST without
its answer does nothing but draw that question; the answer is a mark over the words that were read. Where they no longer
hold (somebody handed in meanwhile, another window has done it, a second click) the question comes again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare, salted_hmac

MARK = "asked"  # field: the mark of the question that was answered
CAME_FROM = "asked_from"  # field: the page on which the button stood
BY_SCRIPT = "Hoclieu-Asks"  # header: only ask, never do (`site/asking.ts`)
NAMED = 40  # names a question lists
NOT_KEPT = {"csrfmiddlewaretoken", MARK, CAME_FROM}
_SALT = "config.asking"


@dataclass(frozen=True)
class Way:
    """One button that goes on; `name` and `value` say which way was chosen where there are several."""

    label: str
    name: str = ""
    value: str = "1"


@dataclass(frozen=True)
class Question:
    """What somebody reads before the act: `follows` are its consequences, `concerns` the people or things it meets.

    `state` is what the act changes, never shown: an answer given before it changed counts no more. `moves`: names and
    numbers change by themselves while somebody reads (a test runs), so only title and state have to hold.
    """

    title: str
    follows: tuple[str, ...]
    ways: tuple[Way, ...]
    concerns: tuple[str, ...] = ()
    state: object = ""
    moves: bool = False

    @property
    def named(self) -> tuple[str, ...]:
        """As many as a page lists."""
        return self.concerns[:NAMED]

    @property
    def more(self) -> int:
        """How many others."""
        return len(self.concerns[NAMED:])

    def mark_for(self, request: HttpRequest) -> str:
        """The answer that counts: of this person, for this address, to these words."""
        said = [self.title, str(self.state), *([] if self.moves else [self.follows, self.concerns])]
        about = json.dumps([str(request.user.pk), request.path, said])
        return salted_hmac(_SALT, about, algorithm="sha256").hexdigest()


# Gives None where nothing has to be asked: the view does it, or refuses in its own words.
Asks = Callable[..., Question | None]


def ask_first(
    asks: Asks, request: HttpRequest, arguments: dict[str, Any], came_from: str
) -> HttpResponse | None:
    """The question, unless it has been answered; None lets the act through."""
    question = asks(request, **arguments)
    only_asks = BY_SCRIPT in request.headers
    if question is None or _is_answered(question, request):
        return HttpResponse(status=204) if only_asks else None
    context = {
        "question": question,
        "mark": question.mark_for(request),
        "kept": _kept(question, request),
        "came_from": came_from,
        "action": request.get_full_path(),
        "in_dialog": only_asks,
        "again": MARK in request.POST,
    }
    template = "repository/shell/components/question.html" if only_asks else "asking.html"
    page = render(request, template, context, status=409)
    page["Cache-Control"] = "private, no-store"
    return page


def _is_answered(question: Question, request: HttpRequest) -> bool:
    return constant_time_compare(request.POST.get(MARK, ""), question.mark_for(request))


def _kept(question: Question, request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent, to be sent again with the answer: nothing that was typed is lost."""
    left_out = NOT_KEPT | {way.name for way in question.ways}
    return [
        (name, value) for name, values in request.POST.lists() if name not in left_out for value in values
    ]
