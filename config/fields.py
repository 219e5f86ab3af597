"""Columns and inputs for text that people send: regular before it is compared, checked or kept (`config.spelling`).

A column says by its class what it holds; machine-made columns stay Django's own and are listed with their reason in
`tests/architecture/test_spelling.py`. The classes are no business of the database: migrations see Django's fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db import models

from config.spelling import tidy, tidy_code, tidy_line, tidy_name


class _TidyInput(forms.CharField):
    """The text is regular before `required` looks at it, so that what looks empty is empty."""

    tidy: ClassVar[staticmethod[[str], str]]

    def to_python(self, value: Any) -> Any:
        """Regular text."""
        value = super().to_python(value)
        return type(self).tidy(value) if isinstance(value, str) else value


class LineInput(_TidyInput):
    """One line: a title, a reason, a note."""

    tidy = staticmethod(tidy_line)


class NameInput(_TidyInput):
    """The name of a person or of a place."""

    tidy = staticmethod(tidy_name)


class CodeInput(_TidyInput):
    """A code, a sign-in name."""

    tidy = staticmethod(tidy_code)


class CodePatternInput(CodeInput, forms.RegexField):
    """A code that must fit a pattern."""


class BlockInput(_TidyInput):
    """Several lines."""

    tidy = staticmethod(lambda text: tidy(text).strip())


class _TidyColumn:
    """What every such column does: regular in memory after a save, in the row, and in every lookup."""

    tidy: ClassVar[staticmethod[[str], str]]
    form_input: ClassVar[type[forms.CharField]]
    kept_as: ClassVar[str]

    def to_python(self, value: Any) -> Any:
        """Regular text; `get_prep_value` of Django's fields comes here, too."""
        value = super().to_python(value)  # type: ignore[misc]
        return type(self).tidy(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The row in memory says what the row on disk says."""
        value = self.to_python(getattr(model_instance, self.attname))  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, value)  # type: ignore[attr-defined]
        return value

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """For migrations, Django's own field."""
        name, _path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        return name, self.kept_as, args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        """Forms made from the model tidy, too."""
        if not self.choices:  # type: ignore[attr-defined]
            kwargs.setdefault("form_class", self.form_input)
        return super().formfield(**kwargs)  # type: ignore[misc]


class LineField(_TidyColumn, models.CharField):
    """One line that people read: a title, a reason."""

    tidy, form_input, kept_as = staticmethod(tidy_line), LineInput, "django.db.models.CharField"


class NameField(_TidyColumn, models.CharField):
    """The name of a person or of a place."""

    tidy, form_input, kept_as = staticmethod(tidy_name), NameInput, "django.db.models.CharField"


class CodeField(_TidyColumn, models.CharField):
    """A code or a sign-in name."""

    tidy, form_input, kept_as = staticmethod(tidy_code), CodeInput, "django.db.models.CharField"


class BlockField(_TidyColumn, models.TextField):
    """Several lines."""

    tidy, form_input, kept_as = staticmethod(tidy), BlockInput, "django.db.models.TextField"
