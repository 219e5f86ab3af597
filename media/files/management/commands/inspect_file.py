"""`manage.py inspect_file PATH… [--json]`: what the intake would say about files on this machine."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand

from media.formats.base import Inspection
from media.formats.problems import finding_hint, finding_text
from media.formats.sandbox import inspect_in_child


class Command(BaseCommand):
    """Judges files as the intake does, in a child process. Exit status 0 whatever the verdicts, 2 for wrong usage."""

    help = (
        "Say what the intake thinks of files: handler, verdict, all findings, metadata, number of passages."
    )
    requires_system_checks: ClassVar[list[str]] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH")
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        for path in options["paths"]:
            inspection = inspect_in_child(Path(path), Path(path).name)
            answer = describe(path, inspection)
            self.stdout.write(
                json.dumps(answer, ensure_ascii=False) if options["as_json"] else _as_text(answer)
            )


def describe(path: str, inspection: Inspection) -> dict[str, Any]:
    """{path, handler, verdict, findings: [{code, severity, where, message, hint}], metadata, passages}."""
    whole = inspection.to_json()
    findings = [
        {
            "code": finding.code,
            "severity": finding.severity.value,
            "where": finding.where,
            "message": finding_text(finding.code, finding.params),
            "hint": finding_hint(finding.code, finding.params),
        }
        for finding in inspection.findings
    ]
    return {
        "path": path,
        "handler": inspection.handler,
        "media_type": inspection.media_type,
        "verdict": inspection.verdict.value,
        "findings": findings,
        "metadata": whole["metadata"],
        "passages": len(inspection.sections),
    }


def _as_text(answer: dict[str, Any]) -> str:
    lines = [
        f"{answer['path']}: {answer['verdict']} ({answer['handler'] or '-'}, {answer['passages']} passages)"
    ]
    for finding in answer["findings"]:
        place = f" [{finding['where']}]" if finding["where"] else ""
        lines.append(
            f"  {finding['severity']} {finding['code']}{place}: {finding['message']} {finding['hint']}".rstrip()
        )
    lines.extend(f"  {name}: {value}" for name, value in answer["metadata"].items() if value)
    return "\n".join(lines)
