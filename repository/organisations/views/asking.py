"""What is asked before acts of this room that cannot simply be taken back (`config.asking`).

Each fetches like the view behind it, so that a stranger meets the same 404. None: the view itself does it or refuses.
"""

from __future__ import annotations

from datetime import date

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.accounts.models import User
from config.asking import Question, Way
from repository.organisations import endings, policies, pupils, years
from repository.organisations.cards import replaced_cards
from repository.organisations.forms import HandOverForm, LastDayForm, PupilClassForm, RollOverForm, TwinForm
from repository.organisations.models import (
    ClassGroup,
    Enrolment,
    PupilCard,
    RosterRun,
)
from repository.organisations.people import pupil_code, told_apart
from repository.organisations.requests import HouseRequest
from repository.organisations.views.fetching import (
    administered_import,
    administered_role,
    class_of,
    delegation_to_end,
    pupils_in,
)


def new_class_cards(request: HouseRequest, class_id: str) -> Question | None:
    """New cards for the whole class; cards for those without one need no question."""
    group = class_of(request, class_id)
    if request.POST.get("all") != "1" or not policies.may_issue_cards(request.viewer, group):
        return None
    return _new_cards(group, _("Make new cards for the whole class %(name)s?") % {"name": group.name})


def new_card(request: HouseRequest, class_id: str, user_id: str) -> Question | None:
    """A new card in place of one that a pupil has."""
    group = class_of(request, class_id)
    pupil = get_object_or_404(pupils_in(request, group), public_id=user_id)
    if not policies.may_issue_cards(request.viewer, group):
        return None
    return _new_cards(group, _("Make a new card for %(name)s?") % {"name": pupil}, pupil)


def end_or_keep_old_cards(request: HouseRequest, class_id: str) -> Question | None:
    """Ending old cards, or dropping the new ones."""
    group = class_of(request, class_id)
    cards = replaced_cards(group).select_related("user").order_by("user__name_sort")
    if user_id := request.POST.get("pupil"):
        cards = cards.filter(user__public_id=user_id)
    if not cards or not policies.may_issue_cards(request.viewer, group):
        return None
    count = {"count": len(cards)}
    if request.POST.get("do") == "keep":
        title, verb = _("Keep the old cards?"), _("Keep the old cards")
        follows = (
            ngettext(
                "The new card of %(count)d pupil opens nothing any more; the old one goes on.",
                "The new cards of %(count)d pupils open nothing any more; the old ones go on.",
                len(cards),
            )
            % count,
            _("Do not hand out what has been printed of the new ones."),
        )
    else:
        title, verb = _("End the old cards now?"), _("End the old cards")
        follows = (
            ngettext(
                "The old card of %(count)d pupil opens nothing any more.",
                "The old cards of %(count)d pupils open nothing any more.",
                len(cards),
            )
            % count,
            _("Whoever does not have the new card in hand cannot sign in by card until they get it."),
        )
    return Question(title, follows, (Way(verb),), _names([card.user for card in cards]))


def new_password(request: HouseRequest, user_id: str) -> Question | None:
    """A one-time password in place of the one somebody knows."""
    person = get_object_or_404(policies.administered_people(request.viewer), public_id=user_id)
    if not policies.may_manage_account(request.viewer, person):
        return None
    return Question(
        _("Reset the password of %(name)s?") % {"name": person},
        (
            _("The password that %(name)s knows stops working at once and cannot be brought back.")
            % {"name": person},
            _("Where %(name)s is signed in now, they are signed out.") % {"name": person},
            _("A one-time password is shown once, on the next page: note it down for them."),
        ),
        (Way(_("Reset password")),),
        state=person.password,
    )


def end_of_role(request: HouseRequest, membership_id: str) -> Question | None:
    """Ending a role; who leaves the school with it is asked for successors on a page of its own."""
    role = administered_role(request, membership_id)
    form = LastDayForm(request.POST)
    if not form.is_valid():
        return None
    day = form.cleaned_data["last_day"]
    leaves = endings.leaves_with(role, day)
    if leaves and HandOverForm(role).fields:
        return None
    words = {"name": role.user, "role": role.get_role_display(), "unit": role.unit.label, "day": _day(day)}
    follows = [_("After %(day)s %(name)s is no longer %(role)s of %(unit)s and sees nothing by it.") % words]
    if leaves:
        follows.append(_("It is the last role there: classes and delegations of this school end with it."))
    follows.append(_("A role ended by mistake can be given again on the page of the person."))
    return Question(
        _("End the role of %(name)s?") % words, tuple(follows), (Way(_("End role")),), state=role.valid_to
    )


def end_of_delegation(request: HouseRequest, delegation_id: str) -> Question | None:
    """Ending a delegation before its day."""
    one = delegation_to_end(request, delegation_id)
    if one.ended_at is not None:
        return None
    words = {"name": one.to_user, "role": one.get_role_display(), "unit": one.unit.label}
    return Question(
        _("End the delegation to %(name)s?") % words,
        (
            _("From now on %(name)s decides nothing any more as %(role)s of %(unit)s.") % words,
            _("What was decided stays. To delegate again, a new delegation is needed."),
        ),
        (Way(_("End the delegation")),),
    )


def end_of_unit(request: HouseRequest, unit_id: str) -> Question | None:
    """Ending a school, a subject group, a ward."""
    unit = get_object_or_404(policies.administered_units(request.viewer), public_id=unit_id)
    form = LastDayForm(request.POST)
    if not form.is_valid() or unit.parent is None or not policies.administers(request.viewer, unit.parent):
        return None
    words = {"unit": unit.name, "day": _day(form.cleaned_data["last_day"])}
    return Question(
        _("End %(unit)s?") % words,
        (
            _("After %(day)s %(unit)s takes no people, classes and materials any more.") % words,
            _("It stays in the record; a unit that has ended cannot be opened again here."),
        ),
        (Way(_("End unit")),),
        state=unit.valid_to,
    )


def off_class(request: HouseRequest, user_id: str) -> Question | None:
    """Taking a pupil off every class; moving to another one needs no question."""
    pupil = get_object_or_404(pupils.pupils_of(request.viewer), public_id=user_id)
    form = PupilClassForm(request.viewer, request.POST)
    seat = Enrolment.objects.filter(pupil=pupil).valid_on(request.viewer.today).first()
    if seat is None or not form.is_valid() or form.cleaned_data["class_group"] is not None:
        return None
    words = {"name": pupil, "class": seat.class_group.name}
    return Question(
        _("Take %(name)s off class %(class)s?") % words,
        (
            _("From today %(name)s is on no list of the class and sees no new test of it.") % words,
            _("Answers and results stay. To take it back, choose the class again on this page."),
        ),
        (Way(_("Take off the class")),),
        state=seat.pk,
    )


def merging(request: HouseRequest, user_id: str) -> Question | None:
    """Making two accounts of one child one."""
    kept = get_object_or_404(pupils.pupils_of(request.viewer), public_id=user_id)
    form = TwinForm(pupils.likely_twins(request.viewer, kept), request.POST)
    if not form.is_valid():
        return None
    twin = get_object_or_404(pupils.pupils_of(request.viewer), public_id=form.cleaned_data["twin"])
    words = {
        "kept": f"{kept} ({pupil_code(kept)})",
        "twin": f"{twin} ({pupil_code(twin)})",
    }
    return Question(
        _("Are both the same child?"),
        (
            _("Seats and tests of %(twin)s become those of %(kept)s.") % words,
            _("The account %(twin)s is closed and its card opens nothing any more.") % words,
            _("This cannot be undone: nobody can tell afterwards what belonged to which account."),
        ),
        (Way(_("Make them one")),),
        state=twin.is_active,
    )


def import_taken_back(request: HouseRequest, run_id: str) -> Question | None:
    """Taking a whole import back."""
    run = administered_import(request, run_id)
    if run.state != RosterRun.State.DONE:
        return None
    lines = len(run.changes)
    return Question(
        _("Take the import “%(file)s” back?") % {"file": run.file_name},
        (
            ngettext(
                "%(count)d change of this import is undone: accounts it made are closed, roles and seats it gave end.",
                "%(count)d changes of this import are undone: accounts it made are closed, roles and seats it gave end.",
                lines,
            )
            % {"count": lines},
            _("What was changed by hand since stays. To bring the import back, upload the file again."),
        ),
        (Way(_("Take the import back")),),
    )


def moving_up(request: HouseRequest, unit_id: str) -> Question | None:
    """Moving a school into the next year."""
    school = get_object_or_404(policies.administered_units(request.viewer).schools(), public_id=unit_id)
    moves = years.proposed_moves(school, request.viewer.today)
    form = RollOverForm(moves, request.POST)
    if not form.is_valid():
        return None
    names = form.names()
    known = [move for move in moves if move.group.public_id in names]
    up = sum(move.pupils for move in known if names[move.group.public_id])
    leave = sum(move.pupils for move in known) - up
    if not known:
        return None
    return Question(
        _("Move %(school)s into the next school year?") % {"school": school.name},
        (
            ngettext("%(count)d class is closed.", "%(count)d classes are closed.", len(known))
            % {"count": len(known)},
            _("Pupils who move up: %(up)d. Pupils who leave, whose accounts are closed: %(leave)d.")
            % {"up": up, "leave": leave},
            _("The class cards of all of them end: new ones are needed."),
            _("Results, tests and materials stay. The move cannot be undone for the school as a whole."),
        ),
        (Way(_("Move the classes up")),),
        tuple(_one_move(move.group.name, names[move.group.public_id]) for move in known),
    )


def _one_move(old: str, new: str) -> str:
    return f"{old} → {new}" if new else _("%(name)s: leaves") % {"name": old}


def _new_cards(group: ClassGroup, title: str, pupil: User | None = None) -> Question | None:
    sitting = group.enrolments.valid_on(group.day_shown(timezone.localdate())).values("pupil")
    cards = PupilCard.objects.filter(user__in=sitting, user__is_active=True).select_related("user")
    if pupil is not None:
        cards = cards.filter(user=pupil)
    held = list(cards.order_by("user__name_sort"))
    if not held:
        return None
    count = ngettext(
        "%(count)d card is replaced: it gets a new PIN and a new QR, the code stays.",
        "%(count)d cards are replaced: they get new PINs and new QRs, the codes stay.",
        len(held),
    )
    follows = (
        count % {"count": len(held)},
        _(
            "The old cards go on for a day at most: until the new one is used, or you say that the new ones are printed."
        ),
        _("The new PINs are shown once, on the next page: print it."),
    )
    ways = (Way(_("Make new cards")), Way(_("Lost or seen by others: lock the old ones at once"), "lost"))
    made = max(card.issued_at for card in held)
    concerns = () if pupil else _names([card.user for card in held])
    return Question(title, follows, ways, concerns, state=made)


def _names(people: list[User]) -> tuple[str, ...]:
    labels = told_apart(people)
    return tuple(labels[one.pk] for one in people)


def _day(day: date) -> str:
    return date_format(day, "d/m/Y")
