"""The question as pupils will see it: on a phone and on paper, as far as it is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.template.loader import select_template
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from questionbank.items.authoring.work import Work
from questionbank.items.incoming import picture_address
from questionbank.items.models import Question
from questionbank.items.pictures import with_addresses
from questionbank.types.base import FormContext, InvalidBody, Mode, QuestionType, Rendered

TEMPLATES = "questionbank/items/preview"
GAP = "…"  # stands where nothing is written yet
TRIES = 3
MOST_IN_FOUR, MOST_IN_TWO = 12, 34  # letters of the longest option that still fits beside the others


@dataclass(frozen=True)
class Preview:
    """One question drawn twice as HTML, and as what its component in the browser takes; `pictures`: addresses by id."""

    phone: str
    paper: str
    component: str
    properties: Mapping[str, Any]
    pictures: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """What a save answers; the phone is drawn in the browser."""
        return {
            "paper": self.paper,
            "component": self.component,
            "properties": self.properties,
            "pictures": self.pictures,
        }

    @property
    def properties_json(self) -> str:
        """The properties as the attribute of <hoc-question>."""
        return json.dumps(self.properties, ensure_ascii=False)

    @property
    def pictures_json(self) -> str:
        """The pictures as the attribute of <hoc-question>."""
        return json.dumps(self.pictures)


def preview_of(question: Question, kind: QuestionType[Any, Any], work: Work) -> Preview | None:
    """Both drawings; None while too little is written to draw anything."""
    body = _readable(kind, work)
    if body is None:
        return None
    prepared = kind.prepare(body, FormContext())
    taken = kind.render(prepared, Mode.PREVIEW)
    incoming = dict(question.incoming_pictures.values_list("public_id", "state"))
    phone = _draw(question, taken, "phone", incoming)
    paper = _draw(question, kind.render(prepared, Mode.PRINT), "paper", incoming)
    ids = question.pictures.values_list("public_id", flat=True)
    pictures = {one: picture_address(question.public_id, one) for one in ids} | {
        one: picture_address(question.public_id, one, state) for one, state in incoming.items()
    }
    return Preview(phone, paper, taken.component, taken.properties, pictures)


def _draw(question: Question, rendered: Rendered, medium: str, incoming: Mapping[str, str]) -> SafeString:
    """One drawing by the component's template, or by the one that draws any question."""
    names = [f"{TEMPLATES}/{medium}/{rendered.component}.html", f"{TEMPLATES}/{medium}/any.html"]
    context = {
        "question": rendered.properties,
        "rest": _rest_of(rendered),
        "columns": _columns(rendered),
        "cells": range(int(rendered.properties.get("cells") or 0)),
    }
    html = select_template(names).render(context)
    return SafeString(with_addresses(html, question.public_id, incoming=incoming))


def _rest_of(rendered: Rendered) -> list[list[str]]:
    """Texts of every list among the properties, for components that have no template of their own."""
    lists = [value for value in rendered.properties.values() if isinstance(value, list)]
    return [[one["html"] for one in rows if isinstance(one, dict) and "html" in one] for rows in lists]


def _columns(rendered: Rendered) -> int:
    """Four, two or one option a line, by the longest."""
    longest = max((len(strip_tags(html)) for rows in _rest_of(rendered) for html in rows), default=0)
    has_picture = any("<img" in html or "<table" in html for rows in _rest_of(rendered) for html in rows)
    if longest > MOST_IN_TWO:
        return 1
    return 2 if longest > MOST_IN_FOUR or has_picture else 4


def _readable(kind: QuestionType[Any, Any], work: Work) -> Any:
    """The typed body or None; gaps are marked and formulas that cannot be read stand as they were typed."""
    draft = Work(deepcopy(work.body), {})
    for _turn in range(TRIES):
        try:
            return kind.read_body(draft.body)
        except InvalidBody as invalid:
            _mend(draft, [getattr(one, "path", "") for one in invalid.problems])
    return None


def _mend(draft: Work, paths: list[str]) -> None:
    for path in filter(None, paths):
        place = f"body.{path}"
        value = draft.at(place)
        if value is None or value == "":
            draft.put(place, GAP)
        elif isinstance(value, str):
            draft.put(place, value.replace("\\$", "$").replace("$", "\\$"))
