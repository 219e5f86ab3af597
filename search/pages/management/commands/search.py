"""manage.py search TEXT --as USER --json: what a person finds, one JSON object a line."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import QueryDict

from config.accounts.models import User
from media.formats.anchor_labels import anchor_label
from repository.organisations.viewer import Viewer, viewer_for
from search.facets import MATERIALS, facets_of
from search.queries.asked import TEXT, Asked
from search.queries.asking import Results
from search.queries.highlight import Mark
from search.queries.results import Found, find


class Command(BaseCommand):
    """Search as one person."""

    help = "Searches as one person; prints a line per hit and a last line with total and facets."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("text", help="what the person types")
        parser.add_argument(
            "--as", dest="username", default="", help="sign-in name; nobody signed in without it"
        )
        parser.add_argument("--filter", action="append", default=[], metavar="KEY=CODE", help="e.g. lop=6")
        parser.add_argument("--size", type=int, default=20, help="hits, at most 100")
        parser.add_argument("--cursor", default="", help="where the page before ended")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        viewer = self._viewer(options["username"])
        parameters = QueryDict(mutable=True)
        parameters[TEXT] = options["text"]
        parameters["sau"] = options["cursor"]
        for chosen in options["filter"]:
            key, _, code = chosen.partition("=")
            parameters.appendlist(key, code)
        asked = Asked.read(parameters, facets_of(MATERIALS, staff=not viewer.is_pupil))
        results = find(viewer, asked, size=min(options["size"], 100), pages_each=3)
        lines = [_hit(row) for row in results.found] + [_end(results)]
        for line in lines:
            self.stdout.write(json.dumps(line, ensure_ascii=False) if options["json"] else _sentence(line))

    def _viewer(self, username: str) -> Viewer:
        if not username:
            return viewer_for(None)
        try:
            return viewer_for(User.objects.get(username=username))
        except User.DoesNotExist:
            raise CommandError(f"there is no account {username!r}") from None


def _hit(row: Found) -> dict[str, Any]:
    return {
        "work_id": str(row.material.work_id),
        "public_id": row.material.public_id,
        "title": row.title,
        "score": round(row.score, 4),
        "draft": row.is_draft,
        "highlights": {"title": _offsets(row.title_marks)},
        "pages": [
            {
                "anchor": page.anchor,
                "label": anchor_label(page.anchor),
                "file": page.file,
                "snippet": page.snippet.text,
                "highlights": _offsets(page.snippet.marks),
            }
            for page in row.pages
        ],
    }


def _offsets(found: tuple[Mark, ...]) -> list[list[int]]:
    return [[mark.start, mark.end] for mark in found]


def _end(results: Results[Found]) -> dict[str, Any]:
    return {
        "total": results.total,
        "facets": {
            listed.facet.key: [
                {"value": value.code, "label": value.label, "count": value.count} for value in listed.values
            ]
            for listed in results.facets
        },
        "next_cursor": results.next_cursor,
        "engine_down": results.is_down,
    }


def _sentence(line: dict[str, Any]) -> str:
    if "total" in line:
        return f"{line['total']} in all"
    places = ", ".join(page["label"] for page in line["pages"])
    return f"{line['public_id']}  {line['title']}" + (f"  ({places})" if places else "")
