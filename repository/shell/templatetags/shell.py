"""Template tags of the frame: icons, covers, states, Vietnamese dates, sizes and numbers, panels."""

from __future__ import annotations

import datetime
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from config.routes import ROUTES
from media.files.dropzone import upload_words
from repository.shell.covers import Cover
from repository.shell.navigation import panels_for
from repository.shell.states import look_of
from repository.shell.toasts import undo_url_of

register = template.Library()
ICONS = "hoclieu/icons.svg"
DRAWINGS = "hoclieu/drawings.svg"
KIBI = 1024
MINUTE = 60
HOUR = 3600


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """`{% icon "search" %}`: a line icon; give it a word beside it, or an aria-label on its button."""
    css = f"icon icon--{size}" if size else "icon"
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css,
        static(ICONS),
        name,
    )


@register.simple_tag
def drawing(name: str) -> SafeString:
    """`{% drawing "shelf" %}`: shelf, desk, lens, tray, lost, closed; a small drawing for empty places."""
    return format_html(
        '<svg class="drawing" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static(DRAWINGS),
        name,
    )


@register.simple_tag
def motif(name: str) -> SafeString:
    """The motif of a generated cover, by its name in the sprite."""
    return format_html('<use href="{}#{}"></use>', static(ICONS), name)


@register.inclusion_tag("repository/shell/components/cover.html")
def cover(subject: Any) -> dict[str, Any]:
    """`{% cover material %}`: a Cover, or anything that has one as `.cover`."""
    return {"cover": subject if isinstance(subject, Cover) else subject.cover}


@register.inclusion_tag("repository/shell/components/status.html")
def status(state: str, label: str = "") -> dict[str, Any]:
    """`{% status material.state %}`: icon and word of a state; `label` replaces the word."""
    return {"state": state, "label": label}


@register.inclusion_tag("repository/shell/components/act.html")
def act(
    name: str, *arguments: Any, label: str, icon: str = "", small: bool = False, **fields: str
) -> dict[str, Any]:
    """`{% act "close_quiz" quiz.public_id label=label %}`: the button of an act that is asked about first.

    Only for routes that declare `asks`, so that such a button always looks like one; `fields` are sent along.
    """
    if not callable(ROUTES[name].asks):
        raise template.TemplateSyntaxError(f"{name} asks nothing: draw a plain form")
    action = reverse(name, args=arguments)
    return {"action": action, "label": label, "icon": icon, "small": small, "fields": fields}


@register.filter
def look(state: str) -> Any:
    """The icon, tone and word of a state."""
    return look_of(state)


@register.simple_tag(takes_context=True)
def panel(context: template.Context, slot: str, subject: Any = None) -> SafeString:
    """`{% panel "material.side" material %}`: everything other rooms registered for the slot."""
    request = context["request"]
    answers = (source(request, subject) for source in panels_for(slot))
    rendered = (render_to_string(answer[0], answer[1], request) for answer in answers if answer)
    return format_html_join("\n", "{}", ((html,) for html in rendered))


@register.simple_tag(name="upload_words")
def upload_words_tag() -> SafeString:
    """The sentences of <upload-dropzone> as a block of data."""
    return json_script(upload_words(), "upload-words")


@register.filter
def undo_url(message: Message) -> str:
    """The address behind "Undo" of a toast, or nothing."""
    return undo_url_of(message)


@register.filter
def day(value: datetime.date | datetime.datetime | None) -> str:
    """24/11/2026, in local time; an empty text for None."""
    if value is None:
        return ""
    return _local(value).strftime("%d/%m/%Y")


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """08:05, 24/11/2026, in local time; an empty text for None."""
    if value is None:
        return ""
    return _local(value).strftime("%H:%M, %d/%m/%Y")


@register.filter
def number(value: float | None, places: int = -1) -> str:
    """1.234,5 in Vietnamese, 1,234.5 in English; `places` fixes the decimals."""
    if value is None:
        return ""
    text = f"{value:,.{places}f}" if places >= 0 else f"{value:,}"
    return text if _english() else text.translate(str.maketrans(",.", ".,"))


@register.filter
def filesize(value: int | None) -> str:
    """1,2 MB; sizes count in steps of 1024."""
    if value is None:
        return ""
    size = float(value)
    for unit in ("B", "kB", "MB", "GB"):
        if size < KIBI or unit == "GB":
            break
        size /= KIBI
    whole = unit == "B" or size >= 100 or size == int(size)
    return f"{number(size, 0 if whole else 1)} {unit}"


@register.filter
def duration(seconds: float | None) -> str:
    """12:05 or 1:02:05."""
    if seconds is None:
        return ""
    total = round(seconds)
    hours, rest = divmod(total, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def due(value: datetime.date | None) -> str:
    """A due date in words: "2 days left", "due today", "3 days overdue"."""
    if value is None:
        return ""
    days = (_local_date(value) - timezone.localdate()).days
    if days == 0:
        return _("due today")
    if days > 0:
        return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    return ngettext("%(days)s day overdue", "%(days)s days overdue", -days) % {"days": -days}


@register.filter
def ago(value: datetime.datetime | None) -> str:
    """How long ago, in one unit: "just now", "5 minutes ago", "yesterday"; older than a week: the date."""
    if value is None:
        return ""
    seconds = (timezone.now() - value).total_seconds()
    if seconds < MINUTE:
        return _("just now")
    if seconds < HOUR:
        minutes = int(seconds // MINUTE)
        return ngettext("%(count)s minute ago", "%(count)s minutes ago", minutes) % {"count": minutes}
    days = (timezone.localdate() - _local_date(value)).days
    if days == 0:
        hours = int(seconds // HOUR)
        return ngettext("%(count)s hour ago", "%(count)s hours ago", hours) % {"count": hours}
    if days == 1:
        return _("yesterday")
    if days <= 7:
        return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}
    return day(value)


def _english() -> bool:
    return (get_language() or "vi").startswith("en")


def _local(value: datetime.date | datetime.datetime) -> datetime.date | datetime.datetime:
    aware = isinstance(value, datetime.datetime) and timezone.is_aware(value)
    return timezone.localtime(value) if aware else value  # type: ignore[arg-type]


def _local_date(value: datetime.date | datetime.datetime) -> datetime.date:
    local = _local(value)
    return local.date() if isinstance(local, datetime.datetime) else local
