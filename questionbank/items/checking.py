"""What a teacher typed, judged by the type: what fits is kept typed, what does not is kept as it is, with sentences."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from config.errors import Refused
from questionbank.items.incoming import why_not_there
from questionbank.items.models import Question
from questionbank.items.wording import rough_words
from questionbank.types.base import JSON, Finding, InvalidBody, Problem, QuestionType
from questionbank.types.grading import question_type_of

MOST_BYTES = 400_000
DEPTH = 12


@dataclass(frozen=True)
class Content:
    """A question as far as it goes: typed `body` ({} until valid) and `key` (None until valid), raw `work`, sentences.

    Paths of problems and findings begin with "body." or "key.", as those of the authoring fields do.
    """

    body: dict[str, JSON]
    key: dict[str, JSON] | None
    work: dict[str, JSON]
    text: str
    problems: list[Problem] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    awaits_picture: bool = False  # a picture on its way is all that is missing so far


class PictureMissing(InvalidBody):
    """The text names a picture that the question does not have, or not yet."""


def check_question(question: Question, body: JSON, key: JSON) -> Content:
    """`check_content` by the type of a question, with its own pictures."""
    pictures = set(question.pictures.values_list("public_id", flat=True))
    kind = question_type_of(question.type_key)
    return check_content(kind, body, key, pictures=pictures, why_not=partial(why_not_there, question))


def check_content(
    kind: QuestionType[Any, Any],
    body: JSON,
    key: JSON,
    *,
    pictures: Collection[str] = (),
    why_not: Callable[[str], str] = lambda _picture: "",
) -> Content:
    """Read a raw body and key; `pictures` are the ids that belong to the question, `why_not` knows of those on their
    way. Never raises."""
    try:
        typed = kind.read_body(body)
        _require_pictures(typed.to_json(), pictures, why_not)
    except InvalidBody as invalid:
        work = {"body": body} | ({"key": key} if key else {})
        problems, awaits = _placed(invalid, "body"), isinstance(invalid, PictureMissing)
        return Content({}, None, work, rough_words(body), problems, awaits_picture=awaits)
    stored = typed.to_json()
    text = kind.plain_text(typed)
    try:
        typed_key = kind.read_key(typed, key)
        _require_pictures(typed_key.to_json(), pictures, why_not)
    except InvalidBody as invalid:
        problems, awaits = _placed(invalid, "key"), isinstance(invalid, PictureMissing)
        return Content(stored, None, {"key": key}, text, problems, awaits_picture=awaits)
    findings = [_found(one, stored) for one in kind.findings(typed, typed_key)]
    return Content(stored, typed_key.to_json(), {}, text, findings=findings)


def cleaned(raw: JSON) -> JSON:
    """The same JSON without what a database cannot keep (NUL, half characters, NaN). Raises Refused when too large."""
    try:
        size = len(json.dumps(raw))
    except (TypeError, ValueError, RecursionError):
        raise Refused(_("This could not be read. Please reload the page."), code="unreadable") from None
    if size > MOST_BYTES:
        raise Refused(
            _("This is too long for one question. Please shorten it or split it into several."),
            code="too_large",
        )
    return _clean(raw, DEPTH)


def picture_ids(data: JSON) -> Iterator[str]:
    """Ids of the pictures named in stored JSON."""
    return (one for _path, one in _pictures_at(data))


def _pictures_at(data: JSON, path: str = "") -> Iterator[tuple[str, str]]:
    """Each picture with the place of the text that names it, e.g. ("options.1.text", "k7m2x9qd4hvr")."""
    if isinstance(data, dict):
        named = data.get("pictures") if "html" in data else None
        if isinstance(named, list):
            yield from ((path, one) for one in named)
        for name, value in data.items():
            if name != "pictures":
                yield from _pictures_at(value, f"{path}.{name}" if path else name)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _pictures_at(value, f"{path}.{index}" if path else str(index))


def _require_pictures(stored: JSON, pictures: Collection[str], why_not: Callable[[str], str]) -> None:
    missing = {path: one for path, one in _pictures_at(stored) if one not in pictures}
    if missing:
        unknown = _("A picture is not part of the question yet. Add it with the picture button.")
        raise PictureMissing([Problem(why_not(one) or unknown, path) for path, one in missing.items()])


def _placed(invalid: InvalidBody, side: str) -> list[Problem]:
    return [
        Problem(str(one), f"{side}.{path}" if (path := getattr(one, "path", "")) else side)
        for one in invalid.problems
    ]


def _found(finding: Finding, body: dict[str, JSON]) -> Finding:
    side = "body" if finding.path.split(".")[0] in body else "key"
    return replace(finding, path=f"{side}.{finding.path}" if finding.path else side)


def _clean(raw: JSON, depth: int) -> JSON:
    if depth == 0:
        raise Refused(_("This could not be read. Please reload the page."), code="unreadable")
    if isinstance(raw, str):
        return raw.replace("\x00", "").encode("utf-8", "ignore").decode()
    if isinstance(raw, list):
        return [_clean(value, depth - 1) for value in raw]
    if isinstance(raw, dict):
        return {str(_clean(str(name), depth - 1)): _clean(value, depth - 1) for name, value in raw.items()}
    if isinstance(raw, float):
        return raw if isfinite(raw) else None
    return raw if isinstance(raw, bool | int) and abs(raw) < 10**18 else None
