"""The pattern library: every component says here what it is for and shows itself in all its states.

The living page `/styleguide/` and `tests/conformance/test_components.py` read COMPONENTS. A room with a component of
its own registers it in its `components.py` the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from config.registry import Registry

Words = str | Promise


@dataclass(frozen=True)
class Sample:
    """One state of a component: a caption and the context its template gets."""

    caption: str
    context: dict[str, Any] | Callable[[], dict[str, Any]] = field(default_factory=dict)

    def values(self) -> dict[str, Any]:
        """The context; forms and dates are made afresh."""
        return self.context() if callable(self.context) else self.context


@dataclass(frozen=True)
class Component:
    """A component: its template, one sentence on when to use it, how it is called, and its samples."""

    title: str
    template: str
    purpose: str
    usage: str
    samples: tuple[Sample, ...]


@dataclass(frozen=True)
class Layout:
    """A page layout shown on the living page: a template that extends the frame, and its class names."""

    title: str
    template: str
    classes: str


COMPONENTS: Registry[Component] = Registry("component", package="repository.shell.gallery")
LAYOUTS: Registry[Layout] = Registry("layout", package="repository.shell.gallery")
