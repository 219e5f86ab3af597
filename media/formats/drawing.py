"""Text of office drawings (DrawingML): paragraphs, tables, formulas."""

from __future__ import annotations

from collections.abc import Iterator

from media.formats import formula_marks, omml
from media.formats.xml import Element

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def walk(root: Element) -> Iterator[Element]:
    """Every element below `root` in document order, without the doubles kept for old programmes."""
    for child in root:
        if child.tag == FALLBACK or not isinstance(child.tag, str):
            continue
        yield child
        if child.tag != omml.OMATH:  # a formula is read as one
            yield from walk(child)


def paragraphs(root: Element) -> Iterator[str]:
    """The paragraphs below `root`; a table row is one paragraph with " | " between its cells."""
    for child in root:
        if child.tag == FALLBACK or not isinstance(child.tag, str):
            continue
        if child.tag == f"{A}tr":
            cells = [" ".join(paragraphs(cell)) for cell in child.iter(f"{A}tc")]
            if any(cell.strip() for cell in cells):
                yield " | ".join(cells)
        elif child.tag == f"{A}p":
            yield line(child)
        else:
            yield from paragraphs(child)


def line(paragraph: Element) -> str:
    """The text of one paragraph, formulas marked."""
    parts = []
    for node in walk(paragraph):
        if node.tag == f"{A}t":
            parts.append(node.text or "")
        elif node.tag == omml.OMATH:
            parts.append(formula_marks.marked(omml.formula(node)))
        elif node.tag in (f"{A}br", f"{A}tab"):
            parts.append(" ")
    return "".join(parts)


def fonts(root: Element) -> set[str]:
    """Names of the Latin fonts used."""
    return {node.get("typeface", "") for node in root.iter(f"{A}latin")}
