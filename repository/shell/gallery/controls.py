"""What people press and fill in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repository.shell.components import COMPONENTS, Component, Sample
from repository.shell.gallery.specimens import ADDRESS, faulty_form, filled_form

FOLDER = "repository/shell/components/"

COMPONENTS.add(
    "button",
    Component(
        "Button and link-button",
        FOLDER + "button.html",
        "A verb. One primary button per view; a link that looks like a button gets `url`.",
        'include "…/button.html" with label= kind=primary|quiet|danger icon= url= name= value= small= disabled= '
        "form_id=",
        (
            Sample("primary", {"label": _("Send for review"), "kind": "primary", "icon": "send"}),
            Sample("secondary", {"label": _("Save draft")}),
            Sample("quiet", {"label": _("Copy description"), "kind": "quiet", "icon": "copy"}),
            Sample("danger", {"label": _("Return with a note"), "kind": "danger", "icon": "return"}),
            Sample("small link", {"label": _("Download"), "url": ADDRESS, "icon": "download", "small": True}),
            Sample("disabled", {"label": _("Approve"), "disabled": True}),
        ),
    ),
    order=10,
)
COMPONENTS.add(
    "field",
    Component(
        "Field",
        FOLDER + "field.html",
        "Label, hint, error and input of a form field; any widget. `guess` says where a proposal came from: dotted "
        "until confirmed. Optional fields are marked, required ones are not.",
        'include "…/field.html" with field=form.title guess="…" short=1 row=1',
        (
            Sample("text with hint", lambda: {"field": filled_form()["title"]}),
            Sample("proposal", lambda: {"field": filled_form()["title"], "guess": _("from the first slide")}),
            Sample("error", lambda: {"field": faulty_form()["title"]}),
            Sample("select", lambda: {"field": filled_form()["subject"]}),
            Sample(
                "proposed select",
                lambda: {"field": filled_form()["subject"], "guess": _("from the file name")},
            ),
            Sample("text area, optional", lambda: {"field": filled_form()["description"]}),
            Sample("short number", lambda: {"field": filled_form()["periods"], "short": True}),
            Sample("check boxes in a row", lambda: {"field": filled_form()["grades"], "row": True}),
            Sample("radio buttons with error", lambda: {"field": faulty_form()["rights"]}),
            Sample("check box", lambda: {"field": filled_form()["pupils"]}),
        ),
    ),
    order=20,
)
COMPONENTS.add(
    "errors",
    Component(
        "Error summary",
        FOLDER + "errors.html",
        "Stands first on a page whose form was refused, takes the focus and leads to each field.",
        'include "…/errors.html" with form=form   (or "…/form.html": summary and all fields)',
        (Sample("a form sent empty", lambda: {"form": faulty_form()}),),
    ),
    order=30,
)
COMPONENTS.add(
    "chip",
    Component(
        "Chip",
        FOLDER + "chip.html",
        "A short fact: subject (with its hue), grade, a chosen filter.",
        'include "…/chip.html" with label= hue=subject.hue url= remove_url= icon= selected=',
        (
            Sample("plain", {"label": _("Grade 6")}),
            Sample("subject", {"label": "Toán", "hue": 9}),
            Sample("subject link", {"label": "Ngữ văn", "hue": 1, "url": ADDRESS}),
            Sample("chosen filter", {"label": "Khoa học tự nhiên", "selected": True, "remove_url": ADDRESS}),
            Sample("with icon", {"label": _("Video"), "icon": "play"}),
        ),
    ),
    order=40,
)
COMPONENTS.add(
    "tabs",
    Component(
        "Tabs",
        FOLDER + "tabs.html",
        "Several lists of one page, each with its own address.",
        'include "…/tabs.html" with label= items=[{label, url, selected, count}]',
        (
            Sample(
                "with counts",
                {
                    "label": _("My materials"),
                    "items": [
                        {"label": _("Drafts"), "url": ADDRESS, "selected": True, "count": 3},
                        {"label": _("Sent"), "url": ADDRESS, "count": 12},
                        {"label": _("Approved"), "url": ADDRESS},
                    ],
                },
            ),
        ),
    ),
    order=50,
)
COMPONENTS.add(
    "segmented",
    Component(
        "Segmented choice",
        FOLDER + "segmented.html",
        "Two or three ways to see the same thing.",
        'include "…/segmented.html" with label= items=[{label, url, selected}]',
        (
            Sample(
                "slides",
                {
                    "label": _("View"),
                    "items": [
                        {"label": _("Pictures"), "url": ADDRESS, "selected": True},
                        {"label": _("Outline"), "url": ADDRESS},
                    ],
                },
            ),
        ),
    ),
    order=60,
)
COMPONENTS.add(
    "breadcrumb",
    Component(
        "Breadcrumb",
        FOLDER + "breadcrumb.html",
        "Where am I, how do I go back. The last item has no address.",
        'include "…/breadcrumb.html" with items=[(label, url), …]',
        (
            Sample(
                "three levels",
                {"items": [(_("Home"), "/"), ("Toán", ADDRESS), ("Phân số với tử và mẫu là số nguyên", "")]},
            ),
        ),
    ),
    order=70,
)
COMPONENTS.add(
    "pagination",
    Component(
        "Pagination",
        FOLDER + "pagination.html",
        "By cursor: previous and next, never a number of pages.",
        'include "…/pagination.html" with previous_url= next_url= label= list_name=',
        (
            Sample("middle", {"previous_url": ADDRESS, "next_url": ADDRESS, "label": "21-40"}),
            Sample("first page", {"next_url": ADDRESS, "list_name": _("Materials")}),
        ),
    ),
    order=80,
)
COMPONENTS.add(
    "disclosure",
    Component(
        "Disclosure",
        FOLDER + "disclosure.html",
        "More for those who want it; works without script.",
        'include "…/disclosure.html" with label= text= (or template=) open=',
        (
            Sample(
                "closed",
                {
                    "label": _("What does this licence allow?"),
                    "text": _("Copy and adapt it, naming the author."),
                },
            ),
            Sample("open", {"label": _("Keys"), "text": _("j and k move, / searches."), "open": True}),
        ),
    ),
    order=90,
)
