"""Which subjects there are to teach: said by a room above, since this one knows no curriculum."""

from __future__ import annotations

from collections.abc import Callable

from config.registry import Registry

SUBJECT_LISTS: Registry[Callable[[], list[tuple[str, str]]]] = Registry("list of subjects")


def subjects_to_choose() -> list[tuple[str, str]]:
    """(code, label) of every subject."""
    return [one for offered in SUBJECT_LISTS for one in offered()]
