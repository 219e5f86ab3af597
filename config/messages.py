"""Catalogues of texts, one per top-level package, without system tools.

`python -m config.messages update` collects the texts of the source into `<package>/locale/vi/LC_MESSAGES/django.po`,
`compile` makes the `.mo` files that the program reads, `missing` lists what has no Vietnamese yet. Needs no Django
settings: it runs before anything is set up. The source language is English, so English has no catalogue.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("config", "media", "repository", "questionbank", "search")
LANGUAGE = "vi"
HEADER = "# Texts of Hoclieu. Keys are English; `make messages` keeps this file in step with the source."

# How babel reads each function's arguments: numbers are positions, "c" marks the context.
Positions = tuple[int | tuple[int, str], ...] | None
KEYWORDS: dict[str, Positions] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


@dataclass(frozen=True)
class Missing:
    """One text without a usable translation, and where it stands."""

    package: str
    text: str
    why: str


def extract(package: str) -> Catalog:
    """Every translatable text of a package's Python files and templates."""
    found = Catalog(locale=LANGUAGE, project="Hoclieu", fuzzy=False)
    for file in _sources(ROOT / package):
        for function, text in _texts(file):
            _add(found, function, text)
    return found


def update(package: str) -> int:
    """Bring the package's catalogue in step with its source; the number of texts."""
    wanted = extract(package)
    if not len(wanted):
        return 0
    file = catalogue_file(package)
    known = read(file)
    fresh = Catalog(locale=LANGUAGE, project="Hoclieu", fuzzy=False, header_comment=HEADER)
    for message in wanted:
        if not message.id:
            continue
        old = known.get(message.id, context=message.context) if known else None
        text = old.string if old else message.string
        if message.pluralizable and isinstance(text, str):  # translated while it had no plural
            text = (text,)
        fresh.add(message.id, text, flags=message.flags, context=message.context)
    content = io.BytesIO()
    write_po(content, fresh, omit_header=False, sort_output=True, width=0)
    written = _without_dates(content.getvalue().decode())
    if not file.exists() or file.read_text() != written:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(written)
    return len(fresh)


def compile_all(*, force: bool = False) -> list[Path]:
    """Make each `.mo` that is older than its `.po`; the files made."""
    made = []
    for file in sorted(ROOT.glob("*/locale/*/LC_MESSAGES/*.po")):
        compiled = file.with_suffix(".mo")
        current = compiled.exists() and compiled.stat().st_mtime_ns >= file.stat().st_mtime_ns
        catalogue = None if current and not force else read(file)
        if catalogue is None:
            continue
        draft = compiled.with_suffix(".new")
        with draft.open("wb") as target:
            write_mo(target, catalogue)
        draft.rename(compiled)
        made.append(compiled)
    return made


def missing(package: str) -> Iterator[Missing]:
    """Texts of the source that have no translation, a doubtful one, or one whose placeholders differ."""
    known = read(catalogue_file(package))
    for message in extract(package):
        if not message.id:
            continue
        text = message.id if isinstance(message.id, str) else message.id[0]
        found = known.get(message.id, context=message.context) if known else None
        if found is None or not _is_translated(found):
            yield Missing(package, text, "no translation")
        elif found.fuzzy:
            yield Missing(package, text, "marked doubtful")
        else:
            for problem in found.check(known):
                yield Missing(package, text, str(problem))


def catalogue_file(package: str) -> Path:
    """Where a package keeps its Vietnamese."""
    return ROOT / package / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def read(file: Path) -> Catalog | None:
    """The catalogue in a file; None when there is none."""
    if not file.exists():
        return None
    with file.open("rb") as source:
        return read_po(source, locale=file.parent.parent.name, abort_invalid=True)


def _sources(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        if file.suffix == ".py" and "migrations" not in file.parts:
            yield file
        elif file.suffix in {".html", ".txt"} and "templates" in file.parts:
            yield file


def _texts(file: Path) -> Iterator[tuple[str, object]]:
    source = file.read_text()
    if file.suffix != ".py":
        source = templatize(source, origin=str(file.relative_to(ROOT)))
    for _line, function, text, _comments in extract_python(io.BytesIO(source.encode()), KEYWORDS, [], {}):
        yield function, text


def _add(found: Catalog, function: str, text: object) -> None:
    """Add one call's text; calls whose text is not written out (a variable) are none of ours."""
    given = list(text) if isinstance(text, tuple) else [text]
    positions = KEYWORDS[function] or (1,)
    parts = [part for part in given[: len(positions)] if isinstance(part, str)]
    if len(parts) < len(positions):
        return
    context = parts.pop(0) if isinstance(positions[0], tuple) else None
    plural = function.startswith(("ngettext", "npgettext"))
    found.add((parts[0], parts[1]) if plural else parts[0], context=context)


def _is_translated(message: Message) -> bool:
    strings = [message.string] if isinstance(message.string, str) else list(message.string or [])
    return bool(strings) and all(strings)


def _without_dates(content: str) -> str:
    """A catalogue changes only when a text does."""
    noise = (
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Generated-By",
        "Last-Translator",
        "Report-Msgid-Bugs-To",
    )
    return "".join(line for line in content.splitlines(keepends=True) if not line[1:].startswith(noise))


def main(commands: list[str]) -> int:
    """`update`, `compile`, `missing`, one after the other."""
    if not commands or set(commands) - {"update", "compile", "missing"}:
        sys.stderr.write("usage: python -m config.messages [update] [compile] [missing]\n")
        return 2
    lacking: list[Missing] = []
    for command in commands:
        if command == "update":
            counts = {package: update(package) for package in PACKAGES}
            sys.stdout.write(
                ", ".join(f"{package} {count}" for package, count in counts.items() if count) + "\n"
            )
        elif command == "compile":
            sys.stdout.write(f"{len(compile_all())} catalogues compiled\n")
        lacking = (
            [entry for package in PACKAGES for entry in missing(package)] if command == "missing" else lacking
        )
    for entry in lacking:
        sys.stdout.write(f"{entry.package}: {entry.text!r}: {entry.why}\n")
    return 1 if lacking else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
