"""The bank: one list with filters, own questions or a school's; sending several for review; the bin."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.messages import WARNING
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from questionbank.items.components import bank_rows
from questionbank.items.listing import FILTERS, Filter, Wanted, listed, read_wanted, schools_of
from questionbank.items.models import Question
from questionbank.items.policies import may_write
from questionbank.items.services.banks import school_bank
from questionbank.items.services.offering import Offered, offer_many
from questionbank.items.wording import spoken_title
from questionbank.types.registry import QUESTION_TYPES
from repository.organisations.models import OrgUnit
from repository.organisations.requests import HouseRequest
from repository.shell.keyset import keyset_page
from repository.shell.toasts import toast

PAGE_SIZE = 20
MOST_AT_ONCE = 50
MOST_TABS = 6  # an inspector of many schools chooses from a list


def question_bank(request: HouseRequest) -> HttpResponse:
    """One page of a bank; `kho` says whose, the other words filter it, `q` looks for words."""
    wanted = read_wanted(request.viewer, request.GET.dict())
    page = keyset_page(request, listed(request.viewer, wanted), by="updated_at", size=PAGE_SIZE)
    writes = may_write(request.viewer)
    rows = bank_rows(page.rows, own=wanted.school is None)
    tabs = _tabs(request, wanted)
    context = {
        "wanted": wanted,
        "own": wanted.school is None,
        "rows": rows,
        "page": page,
        "tabs": tabs if len(tabs) <= MOST_TABS else [],
        "all_schools": schools_of(request.viewer) if len(tabs) > MOST_TABS else [],
        "groups": [_group(request, one) for one in wanted.filters.values() if one.choices],
        "chips": [
            {"label": one.chosen.label, "hue": 0, "remove_url": _url(request, one.name, "")}
            for one in wanted.filters.values()
            if one.chosen
        ],
        "kept": [(name, value) for name, value in _kept(request).items() if name != "q"],
        "types": QUESTION_TYPES.values() if writes else [],
        "schools": schools_of(request.viewer) if writes and any(row.may_offer for row in rows) else [],
    }
    return render(request, "questionbank/items/bank.html", context)


def offer_several(request: HouseRequest) -> HttpResponse:
    """Hands the ticked questions in for the school's bank; what is not ready is named with its reason."""
    school = _school(request)
    chosen = Question.objects.editable_by(request.viewer).filter(
        public_id__in=request.POST.getlist("cau-hoi")[:MOST_AT_ONCE]
    )
    questions = list(chosen.select_related("bank", "draft"))
    if not questions:
        toast(request, _("Tick the questions that the school's bank should get."), level=WARNING)
        return redirect("question_bank")
    offered = offer_many(request.user, questions=questions, bank=school_bank(school))
    _tell(request, offered)
    return redirect("question_bank")


def question_bin(request: HouseRequest) -> HttpResponse:
    """What was put away in the last 30 days."""
    binned = Question.objects.in_bin_of(request.viewer).with_labels().order_by("-deleted_at", "-id")[:200]
    return render(request, "questionbank/items/bin.html", {"rows": bank_rows(binned, own=True)})


def _school(request: HouseRequest) -> OrgUnit:
    """The school that the form names; without a name the only one there is."""
    schools = schools_of(request.viewer)
    named = request.POST.get("truong", "")
    found = next((one for one in schools if one.public_id == named), None)
    if found is None and (named or len(schools) != 1):
        raise Http404
    return found or schools[0]


def _tell(request: HouseRequest, offered: Offered) -> None:
    count = len(offered.sent)
    if count:
        sentence = ngettext(
            "%(count)d question was sent for review.", "%(count)d questions were sent for review.", count
        )
        toast(request, sentence % {"count": count})
    for question, reason in offered.refused[:5]:
        said = {"words": spoken_title(question.draft)[:60], "reason": reason}
        toast(request, _("“%(words)s”: %(reason)s") % said, level=WARNING)


def _tabs(request: HouseRequest, wanted: Wanted) -> list[dict[str, Any]]:
    """Own questions, then the bank of each school."""
    here = reverse("question_bank")
    own = {"label": _("My questions"), "url": here, "selected": wanted.school is None, "count": None}
    schools = [
        {
            "label": _("Bank of %(school)s") % {"school": school.label},
            "url": f"{here}?kho={school.public_id}",
            "selected": wanted.school == school,
            "count": None,
        }
        for school in schools_of(request.viewer)
    ]
    return [own, *schools] if may_write(request.viewer) or not schools else schools


def _group(request: HouseRequest, one: Filter) -> dict[str, Any]:
    values = [
        {
            "label": choice.label,
            "selected": choice == one.chosen,
            "count": None,
            "url": _url(request, one.name, "" if choice == one.chosen else choice.code),
        }
        for choice in one.choices
    ]
    return {"label": one.label, "values": values}


def _kept(request: HouseRequest) -> dict[str, str]:
    names = ("kho", *FILTERS, "q")
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def _url(request: HouseRequest, name: str, value: str) -> str:
    """The list with one filter changed, from its beginning; another subject or grade forgets the topic."""
    kept = _kept(request)
    kept.pop(name, None)
    if name in {"mon", "lop"}:
        kept.pop("chu-de", None)
    if value:
        kept[name] = value
    return f"?{urlencode(kept)}" if kept else request.path
