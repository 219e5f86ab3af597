"""What the page says back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from repository.shell.components import COMPONENTS, Component, Sample
from repository.shell.gallery.specimens import ADDRESS
from repository.shell.states import STATES

FOLDER = "repository/shell/components/"
MEBIBYTE = 1024 * 1024


def _decisions() -> dict[str, Any]:
    now = timezone.now()
    return {
        "steps": [
            {"state": "submitted", "who": "Nguyễn Thị Thuỷ", "at": now - timedelta(days=3), "version": "v1"},
            {
                "state": "returned",
                "who": "Trần Văn Bình",
                "at": now - timedelta(days=2),
                "version": "v1",
                "note": "Trang 3: hình chưa có nguồn. Thầy/Cô bổ sung giúp.",
            },
            {"state": "appraised", "who": "Trần Văn Bình", "at": now - timedelta(hours=5), "version": "v2"},
            {"state": "approved", "who": "Lê Ước Vọng", "at": now, "version": "v2"},
        ]
    }


COMPONENTS.add(
    "notice",
    Component(
        "Notice",
        FOLDER + "notice.html",
        "A sentence that stays: what happened, what is safe, what to do.",
        'include "…/notice.html" with kind=ok|warn|error title= text= items=[…] action_url= action_label=',
        (
            Sample("plain", {"text": _("The approved version stays visible until the new one is approved.")}),
            Sample("ok", {"kind": "ok", "text": _("Sent to the head of the subject group.")}),
            Sample(
                "warning",
                {"kind": "warn", "title": _("Rights are unclear"), "text": _("Ask the author first.")},
            ),
            Sample(
                "error",
                {
                    "kind": "error",
                    "title": _("The file was not taken"),
                    "text": _("It is protected by a password. Remove the password and choose it again."),
                    "action_url": ADDRESS,
                    "action_label": _("Choose another file"),
                },
            ),
        ),
    ),
    order=110,
)
COMPONENTS.add(
    "status",
    Component(
        "Status",
        FOLDER + "status.html",
        "Icon and word of a state, never colour alone.",
        '{% status material.state %} or include "…/status.html" with state= label=',
        tuple(Sample(key, {"state": key}) for key in STATES),
    ),
    order=120,
)
COMPONENTS.add(
    "progress",
    Component(
        "Progress",
        FOLDER + "progress.html",
        "Determinate, in words and as a bar, for anything longer than two seconds.",
        'include "…/progress.html" with label= percent= done_bytes= total_bytes=',
        (
            Sample(
                "bytes",
                {
                    "label": "bai-giang-phan-so.pptx",
                    "percent": 32,
                    "done_bytes": 12 * MEBIBYTE,
                    "total_bytes": int(37.5 * MEBIBYTE),
                },
            ),
            Sample("per cent", {"label": _("Making page pictures"), "percent": 80}),
        ),
    ),
    order=130,
)
COMPONENTS.add(
    "toast",
    Component(
        "Toast",
        FOLDER + "toast.html",
        "After an action; with Undo where it can be taken back. Stays 30 seconds. From a service's view: "
        "toasts.toast(request, text, undo_url=…).",
        'include "…/toast.html" with text= undo_url=',
        (
            Sample("with undo", {"text": _("Moved to the bin."), "undo_url": ADDRESS, "still": True}),
            Sample("plain", {"text": _("Description copied to 4 files."), "still": True}),
        ),
    ),
    order=140,
)
COMPONENTS.add(
    "empty",
    Component(
        "Empty place",
        FOLDER + "empty.html",
        "A small drawing and one sentence that says what to do first.",
        'include "…/empty.html" with picture=shelf|desk|lens|tray title= text= action_url= action_label=',
        (
            Sample(
                "first upload",
                {
                    "picture": "desk",
                    "title": _("Nothing uploaded yet"),
                    "text": _("Drop the files of your next lesson; the rest is proposed from them."),
                    "action_url": ADDRESS,
                    "action_label": _("Upload materials"),
                },
            ),
            Sample("empty queue", {"picture": "tray", "title": _("Nothing waits for you")}),
            Sample("no hit", {"picture": "lens", "title": _("Nothing found"), "text": _("Try fewer words.")}),
            Sample("empty shelf", {"title": _("The shelf is empty")}),
        ),
    ),
    order=150,
)
COMPONENTS.add(
    "steps",
    Component(
        "History",
        FOLDER + "steps.html",
        "Who decided what, when, on which version, with which note.",
        'include "…/steps.html" with steps=[{state, label, who, at, version, note}]',
        (Sample("a round of review", _decisions),),
    ),
    order=160,
)
