"""A form over a stored row that is open in two windows: nobody's words are overwritten in silence.

The page carries of every field a digest of the value it was drawn with. What only the other window changed stays as it
is stored; what only this one changed is saved; what both changed differently is kept as stored and offered to choose.
Forms over rows that count their edits (`edit_number`) are guarded by their service instead; `tests/architecture/
test_two_windows.py` knows which.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils.translation import gettext as _

THEIRS = "theirs"  # the name of the button that takes what is stored


class TwoWindowsForm(forms.Form):
    """What was sent without `seen` (by a program) is saved as it was sent.

    `writers` says for each field which window stored it last, where the row keeps that: an answer lost on the way must
    not make a window meet itself.
    """

    writers: Mapping[str, str] = MappingProxyType({})

    def __init__(self, data: Any = None, *arguments: Any, **options: Any) -> None:
        super().__init__(data, *arguments, **options)
        self.collisions: dict[str, Any] = {}
        self._shown: dict[str, str] = {}
        self._take_theirs()

    @property
    def seen_name(self) -> str:
        """The name of the hidden field."""
        return self.add_prefix("seen")

    @property
    def seen(self) -> str:
        """For a page that offers the choice: saving it once more is choosing one's own words."""
        return self._joined(
            self._digests_shown() | {name: _digest(theirs) for name, theirs in self.collisions.items()}
        )

    @property
    def seen_still(self) -> str:
        """For a page that has been told only: the choice is still open."""
        return self._joined(self._digests_shown() | {name: self._seen[name] for name in self.collisions})

    @cached_property
    def window(self) -> str:
        """The name of the window: given with the page, the same for as long as it stands."""
        posted = str(self.data.get(self.seen_name, "")).partition(",")[0]
        return posted if re.fullmatch("[0-9a-f]{8}", posted) else secrets.token_hex(4)

    @property
    def collision_labels(self) -> list[str]:
        """What both windows changed, in the words of the page."""
        return [str(self.fields[name].label) for name in self.collisions]

    def words_of_theirs(self, name: str) -> str:
        """The stored value of a field that both changed, as a person reads it."""
        value = self.collisions[name]
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return _("Yes") if value else _("No")
        if isinstance(field, forms.ChoiceField):
            labels = {str(code): str(label) for code, label in field.choices}  # type: ignore[union-attr]
            chosen = [value] if isinstance(value, str) or value is None else value
            value = ", ".join(labels.get(str(code), str(code)) for code in chosen)
        return str(value or "") or _("(empty)")

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name in self.fields.keys() & self.cleaned_data.keys():
            mine, stored = _digest(self.cleaned_data[name]), self._stored(name)
            self._shown[name] = mine
            seen = self._seen.get(name)
            if seen in {None, _digest(stored)} or self.writers.get(name) == self.window:
                continue
            if mine not in {seen, _digest(stored)}:
                self.collisions[name] = stored
            self.cleaned_data[name] = stored

    def _joined(self, digests: dict[str, str]) -> str:
        return ",".join([self.window, *(f"{name}:{digest}" for name, digest in digests.items())])

    @cached_property
    def _seen(self) -> dict[str, str]:
        pairs = (pair.partition(":") for pair in str(self.data.get(self.seen_name, "")).split(","))
        return {name: digest for name, _colon, digest in pairs if name in self.fields}

    def _stored(self, name: str) -> Any:
        value = self.get_initial_for_field(self.fields[name], name)
        if isinstance(self.fields[name], forms.BooleanField):
            return bool(value)
        return value if isinstance(value, list) else value or ""

    def _digests_shown(self) -> dict[str, str]:
        """Of what stands on this page: as it was sent, else as it is stored."""
        if self.is_bound:
            self.is_valid()
        stored = {name: _digest(self._stored(name)) for name in self.fields}
        return stored | self._seen | self._shown

    def _take_theirs(self) -> None:
        asked = self.data.get(THEIRS, "") if self.is_bound else ""
        name = next((name for name in self.fields if self.add_prefix(name) == asked), None)
        if name is None:
            return
        data, stored = self.data.copy(), self._stored(name)  # type: ignore[attr-defined]
        data.setlist(asked, stored if isinstance(stored, list) else [stored] if stored is not False else [])
        self.data = data


def _digest(value: Any) -> str:
    if isinstance(value, Iterable) and not isinstance(value, str):
        words = "\x00".join(sorted(map(str, value)))
    else:
        words = str(value or "")
    return hashlib.sha256(words.encode(errors="surrogatepass")).hexdigest()[:10]
