"""What a notice says, made when it is read: a sentence in the reader's language, names as they are now.

A row only refers to the act in the log. NOTICE_WORDS holds the sentence of each kind of notice, NAMES how things of a
kind are called: asked with the reader, so that nobody reads the title of what they may not see (any more).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from config.audit.models import AuditEntry
from config.registry import Registry

NOT_OPEN = _("something that is not open to you")
HIDDEN = _("A notice about something that is not open to you.")


@dataclass(frozen=True)
class Words:
    """`sentence` (lazily translated) with %(part)s: `names` say whose name stands there, `parts` what of the details.

    >>> approved = Words("Approved: %(title)s (%(grade)s)", names={"title": subject}, parts={"grade": detail("grade")})
    >>> approved.say(AuditEntry(subject="poem:k7m2", details={"grade": 6}), {"poem:k7m2": "Phân số"})
    'Approved: Phân số (6)'
    """

    sentence: Any
    names: Mapping[str, Callable[[AuditEntry], str]] = field(default_factory=dict)
    parts: Mapping[str, Callable[[Mapping[str, Any]], Any]] = field(default_factory=dict)

    def keys(self, entry: AuditEntry) -> list[str]:
        """What must be named to say it: "kind:public_id"."""
        return [key(entry) for key in self.names.values()]

    def say(self, entry: AuditEntry, names: Mapping[str, str]) -> str:
        """The sentence in the active language; what has no name in `names` is not called by one."""
        told = {part: names.get(key(entry)) or NOT_OPEN for part, key in self.names.items()}
        told |= {part: put(entry.details) for part, put in self.parts.items()}
        return str(self.sentence) % told


def subject(entry: AuditEntry) -> str:
    """The name of what was acted upon."""
    return entry.subject


def thing(kind: str, name: str = "") -> Callable[[AuditEntry], str]:
    """The name of a thing of this kind whose public id stands in the details as `name` (as a rule the kind itself)."""
    return lambda entry: f"{kind}:{entry.details[name or kind]}"


def detail(name: str, put: Callable[[Any], Any] = str) -> Callable[[Mapping[str, Any]], Any]:
    """One detail of the entry, put into words when it is no word itself."""
    return lambda details: put(details[name])


Finder = Callable[[Any, Collection[str]], Mapping[str, str]]

NOTICE_WORDS: Registry[Words] = Registry("words of a notice")
"""By kind of notice."""

NAMES: Registry[Finder] = Registry("way to names")
"""By kind of subject: (viewer, public ids) -> the names of those the viewer may see, in a fixed number of queries."""
