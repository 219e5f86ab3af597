"""The plainest kind: a row is a document, in one index, under the row's id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import models
from django.dispatch import Signal

from search.backends.base import Document, IndexDef, Put, Remove
from search.indexes import Kind, Outcome, Targeted, named_in

RowT = TypeVar("RowT", bound=models.Model)


def one_each(
    model: type[RowT],
    *,
    changed_by: Sequence[Signal],
    index: Callable[[], IndexDef],
    read: Callable[[Iterable[str]], Mapping[str, RowT]],
    document: Callable[[RowT, int], Document],
    key: str = "public_id",
    counter: str = "change_number",
    ids_in: Callable[[Mapping[str, Any]], Sequence[str]] = named_in,
) -> Kind:
    """A kind of rows known by the column `key`, whose column `counter` grows with every change.

    `read` gives rows by id with all that `document` needs; a document without tokens is nobody's and stays out.
    """
    rows = model._default_manager

    def operations(versions: Mapping[str, int]) -> tuple[list[Targeted], Outcome]:
        return _operations(index().name, read(versions.keys()), document, versions)

    def ids_after(row: int, limit: int) -> list[tuple[int, str]]:
        found = rows.filter(pk__gt=row).order_by("pk").values_list("pk", key)[:limit]
        return [(number, str(object_id)) for number, object_id in found]

    def expected(object_ids: Sequence[str]) -> Mapping[str, frozenset[str]]:
        held = {object_id for object_id, row in read(object_ids).items() if document(row, 0).acl}
        return {index().name: frozenset(held)}

    def marks(object_ids: Sequence[str]) -> Mapping[str, int]:
        counted = rows.filter(**{f"{key}__in": list(object_ids)}).values_list(key, counter)
        return {str(object_id): count or 0 for object_id, count in counted}

    return Kind(
        model=model,
        changed_by=tuple(changed_by),
        indexes=lambda: (index(),),
        operations=operations,
        ids_after=ids_after,
        expected=expected,
        marks=marks,
        object_of=lambda document_id: document_id,
        ids_in=ids_in,
    )


def _operations(
    index: str,
    found: Mapping[str, RowT],
    document: Callable[[RowT, int], Document],
    versions: Mapping[str, int],
) -> tuple[list[Targeted], Outcome]:
    todo: list[Targeted] = []
    broken: dict[str, Exception] = {}
    for object_id, version in versions.items():
        try:
            made = document(found[object_id], version) if object_id in found else None
        except Exception as error:  # poison: counted, backed off and shown by the relay
            broken[object_id] = error
            continue
        operation = Put(made) if made is not None and made.acl else Remove(object_id, version)
        todo.append(Targeted(index, object_id, operation))
    return todo, broken
