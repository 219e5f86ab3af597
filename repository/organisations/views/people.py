"""The administrator's pages about accounts and roles."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from config.accounts.models import User
from config.errors import Refused
from repository.organisations import endings, policies, services
from repository.organisations.forms import AccountForm, HandOverForm, LastDayForm, PeopleFilter, RoleForm
from repository.organisations.models import Membership
from repository.organisations.requests import HouseRequest
from repository.organisations.viewer import Viewer
from repository.organisations.views.fetching import administered_role
from repository.shell.responses import refusal_page
from repository.shell.toasts import toast

PER_PAGE = 50
ROOM = "repository/organisations"


def list_people(request: HouseRequest) -> HttpResponse:
    """People with a role in the administrator's units: search, filter, count."""
    form = PeopleFilter(request.viewer, request.GET or None)
    people = _filtered(request.viewer, form.cleaned_data if form.is_valid() else {})
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("trang"))
    return render(request, f"{ROOM}/people_list.html", {"form": form, "page": page})


@never_cache
def create_person(request: HouseRequest) -> HttpResponse:
    """A new account; the one-time password stands on the answer and nowhere else."""
    form = AccountForm(request.viewer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = services.create_account(request.user, **form.cleaned_data)
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            return render(request, f"{ROOM}/one_time_passwords.html", {"accounts": [account]})
    return render(request, f"{ROOM}/person_form.html", {"form": form}, status=422 if form.errors else 200)


def show_person(request: HouseRequest, user_id: str) -> HttpResponse:
    """One person: account and roles."""
    return _person_page(request, _person(request, user_id), RoleForm(request.viewer))


@never_cache
def reset_person_password(request: HouseRequest, user_id: str) -> HttpResponse:
    """A new one-time password, shown once."""
    person = _person(request, user_id)
    try:
        password = services.reset_password(request.user, user=person)
    except Refused as problem:
        return refusal_page(request, problem, back_url=_back(person))
    account = services.NewAccount(person, password)
    return render(request, f"{ROOM}/one_time_passwords.html", {"accounts": [account], "is_reset": True})


def switch_account(request: HouseRequest, user_id: str) -> HttpResponse:
    """Close or open the account; `active` says which."""
    person = _person(request, user_id)
    active = request.POST.get("active") == "1"
    try:
        services.set_account_active(request.user, user=person, active=active)
    except Refused as problem:
        return refusal_page(request, problem, back_url=_back(person))
    toast(request, _("The account is open.") if active else _("The account is closed."))
    return redirect("person_detail", person.public_id)


def add_role(request: HouseRequest, user_id: str) -> HttpResponse:
    """Give the person one more role."""
    person = _person(request, user_id)
    form = RoleForm(request.viewer, request.POST)
    if form.is_valid():
        try:
            services.grant_role(request.user, user=person, **form.cleaned_data)
        except Refused as problem:
            form.add_error(None, str(problem))
        else:
            toast(request, _("The role has been given."))
            return redirect("person_detail", person.public_id)
    return _person_page(request, person, form, status=422)


def end_role(request: HouseRequest, membership_id: str) -> HttpResponse:
    """End a role with a day. Whoever leaves the school with it is first asked for successors."""
    membership = administered_role(request, membership_id)
    form = LastDayForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(_("Please give the last day."))
        last_day = form.cleaned_data["last_day"]
        handing = HandOverForm(membership, request.POST if "confirmed" in request.POST else None)
        asks = endings.leaves_with(membership, last_day) and bool(handing.fields)
        if asks and not handing.is_valid():
            context = {"membership": membership, "form": handing, "last_day": last_day}
            return render(request, f"{ROOM}/role_end.html", context)
        successors = handing.successors() if asks else {}
        endings.end_membership(request.user, membership=membership, last_day=last_day, successors=successors)
    except Refused as problem:
        return refusal_page(request, problem, back_url=_back(membership.user))
    toast(request, _("The role ends on that day."))
    return redirect("person_detail", membership.user.public_id)


def hand_over(request: HouseRequest, membership_id: str) -> HttpResponse:
    """Successors for what somebody left behind whose role ran out by itself."""
    membership = administered_role(request, membership_id)
    form = HandOverForm(membership, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, f"{ROOM}/role_end.html", {"membership": membership, "form": form})
    school = policies.school_of(membership.unit)
    try:
        endings.hand_over(request.user, person=membership.user, school=school, successors=form.successors())
    except Refused as problem:
        return refusal_page(request, problem, back_url=_back(membership.user))
    toast(request, _("Handed over."))
    return redirect("person_detail", membership.user.public_id)


def _person(request: HouseRequest, user_id: str) -> User:
    return get_object_or_404(policies.administered_people(request.viewer), public_id=user_id)


def _person_page(request: HouseRequest, person: User, form: RoleForm, status: int = 200) -> HttpResponse:
    units = policies.administered_units(request.viewer)
    roles = Membership.objects.filter(user=person, unit__in=units).select_related(
        "unit__kind", "unit__parent"
    )
    context = {
        "person": person,
        "roles": [
            (role, role.is_valid_on(request.viewer.today)) for role in roles.order_by("-valid_from", "-id")
        ],
        "form": form,
        "left_behind": _left_behind(
            person, [role for role in roles if not role.is_valid_on(request.viewer.today)]
        ),
        "may_manage": policies.may_manage_account(request.viewer, person),
        "last_day": LastDayForm(),
    }
    return render(request, f"{ROOM}/person_detail.html", context, status=status)


def _left_behind(person: User, ended: list[Membership]) -> Membership | None:
    """The ended role whose school the person has left without handing over; None when all is settled."""
    for role in ended:
        if endings.leaves_with(role, timezone.localdate()) and endings.held_by(
            person, policies.school_of(role.unit)
        ):
            return role
    return None


def _filtered(viewer: Viewer, wanted: dict[str, Any]) -> QuerySet[User]:
    units = policies.administered_units(viewer)
    roles = Membership.objects.filter(unit__in=units).valid_on(viewer.today)
    people = policies.administered_people(viewer)
    if wanted.get("role") or wanted.get("unit"):
        chosen = roles.filter(role=wanted["role"]) if wanted.get("role") else roles
        if unit := wanted.get("unit"):
            chosen = chosen.filter(unit__path__startswith=unit.path)
        people = people.filter(pk__in=chosen.values("user_id"))
    if q := wanted.get("q"):
        people = people.filter(Q(display_name__icontains=q) | Q(username__icontains=q))
    if wanted.get("state"):
        people = people.filter(is_active=wanted["state"] == "active")
    shown = Prefetch("memberships", roles.select_related("unit__kind", "unit__parent"), to_attr="roles_today")
    return people.prefetch_related(shown).order_by("name_sort", "pk")


def _back(person: User) -> str:
    return reverse("person_detail", args=[person.public_id])
