"""The administrator's page of one pupil: name, class, account, a twin to merge with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from config.accounts.models import User
from config.errors import Refused
from config.spelling import caseless
from repository.organisations import policies, pupils
from repository.organisations.forms import NewPupilForm, PupilClassForm, PupilNameForm, TwinForm
from repository.organisations.models import Enrolment
from repository.organisations.people import pupil_code
from repository.organisations.requests import HouseRequest
from repository.shell.toasts import toast

ROOM = "repository/organisations"
PER_PAGE = 50


def list_pupils(request: HouseRequest) -> HttpResponse:
    """Pupils of the administered schools, found by name, code or class."""
    found = pupils.pupils_of(request.viewer)
    for word in request.GET.get("q", "").split()[:6]:
        found = _matching(found, word, request.viewer.today)
    page = Paginator(found.order_by("name_sort", "pk"), PER_PAGE).get_page(request.GET.get("trang"))
    seats = Enrolment.objects.valid_on(request.viewer.today).filter(pupil__in=list(page.object_list))
    sitting = {seat.pupil_id: seat for seat in seats.select_related("class_group__school")}
    rows = [(pupil, pupil_code(pupil), sitting.get(pupil.pk)) for pupil in page.object_list]
    return render(
        request, f"{ROOM}/pupil_list.html", {"rows": rows, "page": page, "q": request.GET.get("q", "")}
    )


def show_pupil(request: HouseRequest, user_id: str) -> HttpResponse:
    """Where the pupil sits and sat, and what can be done."""
    return _page(request, _pupil(request, user_id))


def rename(request: HouseRequest, user_id: str) -> HttpResponse:
    """Another name."""
    pupil, form = _pupil(request, user_id), PupilNameForm(request.POST)
    return _do(request, pupil, form, _("The name has been changed."), lambda: pupils.rename_pupil(
        request.user, pupil=pupil, **form.cleaned_data
    ))  # fmt: skip


def change_class(request: HouseRequest, user_id: str) -> HttpResponse:
    """Into another class, or off every class when none is chosen."""
    pupil, form = _pupil(request, user_id), PupilClassForm(request.viewer, request.POST)

    def act() -> None:
        group = form.cleaned_data["class_group"]
        if group is None:
            pupils.take_off_class(request.user, pupil=pupil)
        else:
            pupils.move_pupil(request.user, pupil=pupil, class_group=group)

    return _do(request, pupil, form, _("The class has been changed."), act)


def switch(request: HouseRequest, user_id: str) -> HttpResponse:
    """Close or open the account; `active` says which."""
    pupil, active = _pupil(request, user_id), request.POST.get("active") == "1"
    said = _("The account is open.") if active else _("The account is closed.")
    return _do(request, pupil, None, said, lambda: pupils.set_pupil_active(
        request.user, pupil=pupil, active=active
    ))  # fmt: skip


def merge(request: HouseRequest, user_id: str) -> HttpResponse:
    """Make two accounts of one child one."""
    pupil = _pupil(request, user_id)
    form = TwinForm(pupils.likely_twins(request.viewer, pupil), request.POST)

    def act() -> None:
        twin = get_object_or_404(pupils.pupils_of(request.viewer), public_id=form.cleaned_data["twin"])
        pupils.merge_pupils(request.user, kept=pupil, twin=twin)

    return _do(request, pupil, form, _("The two accounts are one now."), act)


def add(request: HouseRequest, class_id: str) -> HttpResponse:
    """One pupil more in a class."""
    mine = policies.classes_visible_to(request.viewer).select_related("school")
    group = get_object_or_404(mine, public_id=class_id)
    form = NewPupilForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            pupils.add_pupil(request.user, class_group=group, **form.cleaned_data)
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            toast(request, _("The pupil has been added."))
            return redirect("class_detail", group.public_id)
    status = 422 if form.errors else 200
    return render(request, f"{ROOM}/pupil_form.html", {"form": form, "group": group}, status=status)


def _do(request: HouseRequest, pupil: User, form: object, said: str, act: Callable[[], None]) -> HttpResponse:
    if form is not None and not form.is_valid():  # type: ignore[attr-defined]
        return _page(request, pupil, _("Please fill in the form."))
    try:
        act()
    except Refused as problem:
        return _page(request, pupil, str(problem))
    toast(request, said)
    return redirect("pupil_detail", pupil.public_id)


def _page(request: HouseRequest, pupil: User, problem: str = "") -> HttpResponse:
    seats = Enrolment.objects.filter(pupil=pupil).select_related(
        "class_group__school", "class_group__school_year"
    )
    current = seats.valid_on(request.viewer.today).first()
    twins = pupils.likely_twins(request.viewer, pupil)
    context = {
        "pupil": pupil,
        "code": pupil_code(pupil),
        "seats": seats.order_by("-valid_from", "-pk"),
        "current": current,
        "problem": problem,
        "name_form": PupilNameForm(initial={"name": pupil.display_name}),
        "class_form": PupilClassForm(
            request.viewer, initial={"class_group": current.class_group.public_id if current else None}
        ),
        "twin_form": TwinForm(twins) if twins else None,
    }
    return render(request, f"{ROOM}/pupil_detail.html", context, status=422 if problem else 200)


def _pupil(request: HouseRequest, user_id: str) -> User:
    return get_object_or_404(pupils.pupils_of(request.viewer), public_id=user_id)


def _matching(found: QuerySet[User], word: str, today: date) -> QuerySet[User]:
    """The word stands in the name (letters of either case), the code or the name of today's class."""
    sitting = Enrolment.objects.valid_on(today).filter(class_group__name__iexact=word)
    named = Q(display_name__icontains=word) | Q(display_name__icontains=word.capitalize())
    return found.filter(named | Q(username__icontains=caseless(word)) | Q(pk__in=sitting.values("pupil")))
