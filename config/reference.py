"""Reference data: each room lists an idempotent loader, `manage.py load_reference` runs them in order."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import models

from config.registry import Registry

Loader = Callable[[], int]  # returns how many rows were created or changed

REFERENCE_LOADERS: Registry[Loader] = Registry("reference loader")


def upsert_csv(model: type[models.Model], path: Path, *, key: tuple[str, ...] = ("code",)) -> int:
    """Create or update one row of `model` per line of a CSV file whose header names fields; returns rows touched.

    "1" and "0" in a boolean column mean yes and no; an empty cell of a nullable column means no value.
    """
    touched = 0
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            values = {name: _value(model, name, text) for name, text in line.items()}
            lookup = {name: values.pop(name) for name in key}
            row = model._default_manager.filter(**lookup).first()
            if row and all(getattr(row, name) == value for name, value in values.items()):
                continue
            model._default_manager.update_or_create(**lookup, defaults=values)
            touched += 1
    return touched


def _value(model: type[models.Model], name: str, text: str) -> Any:
    field = model._meta.get_field(name)
    if isinstance(field, models.BooleanField):
        return text == "1"
    if text == "" and field.null:
        return None
    return field.to_python(text) if isinstance(field, models.Field) else text
