"""Classes of a school year and the cards of their pupils."""

from __future__ import annotations

from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from config.accounts.models import User
from config.errors import Refused
from repository.organisations import policies, services
from repository.organisations.cards import end_old_cards, issue_cards, keep_old_cards, replaced_cards
from repository.organisations.forms import ClassForm, ClassTeachersForm
from repository.organisations.models import ClassGroup, SchoolYear
from repository.organisations.people import pupil_code
from repository.organisations.requests import HouseRequest
from repository.organisations.views.fetching import class_of, pupils_in
from repository.organisations.years import may_make_years, to_roll_over, year_of
from repository.shell.responses import refusal_page
from repository.shell.toasts import toast

ROOM = "repository/organisations"


def school_year(request: HouseRequest) -> HttpResponse:
    """The classes of a year that the viewer may see, grouped by school and grade."""
    years = list(SchoolYear.objects.all())
    year = _chosen_year(request, years)
    classes = policies.classes_visible_to(request.viewer).filter(school_year=year)
    if year is not None:
        classes = classes.with_pupil_count(year, request.viewer.today).with_teachers_known()
    context = {
        "years": years,
        "year": year,
        "classes": classes.select_related("school").order_by("school__path", "grade_code", "name"),
        "may_add": bool(policies.administered_paths(request.viewer))
        and any(one.ends >= request.viewer.today for one in years),
        "may_make_years": may_make_years(request.viewer),
        "overdue": to_roll_over(request.viewer),
        "is_over": year is None or year.ends < request.viewer.today,
    }
    return render(request, f"{ROOM}/school_year.html", context)


def show(request: HouseRequest, class_id: str) -> HttpResponse:
    """One class: its pupils and who has a card."""
    group = class_of(request, class_id)
    context = {
        "group": group,
        "pupils": [_with_code(pupil) for pupil in pupils_in(request, group).select_related("card")],
        "teachers": group.teachers.order_by("name_sort"),
        "may_issue": policies.may_issue_cards(request.viewer, group),
        "replaced": list(replaced_cards(group).order_by(F("old_until").desc(nulls_last=True))),
        "may_change": policies.administers(request.viewer, group.school),
    }
    return render(request, f"{ROOM}/class_detail.html", context)


def create(request: HouseRequest) -> HttpResponse:
    """A new class of this school year or the next."""
    if not SchoolYear.objects.filter(ends__gte=request.viewer.today).exists():
        return redirect("school_year")
    form = ClassForm(request.viewer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            wanted = dict(form.cleaned_data)
            year = wanted.pop("year") or year_of(request.viewer.today)
            assert year is not None  # there is one that has not ended
            group = services.create_class(request.user, school_year=year, **wanted)
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            toast(request, _("The class has been added."))
            return redirect("class_detail", group.public_id)
    return render(request, f"{ROOM}/class_form.html", {"form": form}, status=422 if form.errors else 200)


def teachers(request: HouseRequest, class_id: str) -> HttpResponse:
    """Who teaches the class."""
    group = class_of(request, class_id)
    current = [teacher.public_id for teacher in group.teachers.all()]
    form = ClassTeachersForm(
        group, request.POST if request.method == "POST" else None, initial={"teachers": current}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.set_class_teachers(request.user, class_group=group, **form.cleaned_data)
        except Refused as problem:
            return refusal_page(request, problem, back_url=_back(group))
        toast(request, _("The teachers of the class have been saved."))
        return redirect("class_detail", group.public_id)
    return render(request, f"{ROOM}/class_teachers.html", {"form": form, "group": group})


@never_cache
def make_cards(request: HouseRequest, class_id: str) -> HttpResponse:
    """Cards for pupils without one, or (`all=1`) new cards for the whole class; shown once."""
    group = class_of(request, class_id)
    pupils = list(pupils_in(request, group)) if request.POST.get("all") == "1" else None
    return _print(request, group, pupils)


@never_cache
def reset_card(request: HouseRequest, class_id: str, user_id: str) -> HttpResponse:
    """A new card for one pupil of the class; the old one goes on for a day, or ends at once when it is lost."""
    group = class_of(request, class_id)
    pupil = get_object_or_404(pupils_in(request, group), public_id=user_id)
    return _print(request, group, [pupil])


def old_cards(request: HouseRequest, class_id: str) -> HttpResponse:
    """What becomes of the cards that new ones replaced: ended now, or kept in place of the new ones."""
    group = class_of(request, class_id)
    pupil = None
    if user_id := request.POST.get("pupil"):
        pupil = get_object_or_404(pupils_in(request, group), public_id=user_id)
    keeps = request.POST.get("do") == "keep"
    change = keep_old_cards if keeps else end_old_cards
    try:
        change(request.user, class_group=group, pupil=pupil)
    except Refused as problem:
        return refusal_page(request, problem, back_url=_back(group))
    if keeps:
        toast(request, _("The old cards go on. The new ones open nothing: please do not hand them out."))
    else:
        toast(request, _("The old cards open nothing any more."))
    return redirect("class_detail", group.public_id)


def _print(request: HouseRequest, group: ClassGroup, pupils: list[User] | None) -> HttpResponse:
    try:
        lost = "lost" in request.POST
        cards = issue_cards(request.user, class_group=group, pupils=pupils, lost=lost)
    except Refused as problem:
        return refusal_page(request, problem, back_url=_back(group))
    context = {
        "cards": cards,
        "group": group,
        "sign_in_address": request.build_absolute_uri(reverse("pupil_sign_in")),
        "replaced": replaced_cards(group).filter(user__in=[card.pupil for card in cards]).count(),
    }
    return render(request, f"{ROOM}/cards_print.html", context)


def _with_code(pupil: User) -> User:
    pupil.school_code = pupil_code(pupil)  # type: ignore[attr-defined]
    return pupil


def _chosen_year(request: HouseRequest, years: list[SchoolYear]) -> SchoolYear | None:
    code = request.GET.get("nam")
    if code:
        found = next((year for year in years if year.code == code), None)
        if found is None:
            raise Http404
        return found
    return year_of(request.viewer.today)


def _back(group: ClassGroup) -> str:
    return reverse("class_detail", args=[group.public_id])
