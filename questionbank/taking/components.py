"""What this room puts into the frame: the way in for takers, the panel on a pupil's home, the idle clock's pause."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questionbank.attempts.models import Attempt, AttemptState
from questionbank.taking.agenda import agenda_of
from questionbank.taking.guests import held_guests
from repository.organisations.idleness import KEEPERS
from repository.organisations.requests import HouseRequest
from repository.organisations.viewer import Viewer
from repository.shell.navigation import NAVIGATION, NavigationEntry, PanelAnswer, panel

SHOWN, MOST_DUE = 5, 12
OPENING = timedelta(minutes=5)  # around the opening time a waiting lobby counts as a click


def takes_tests(viewer: Viewer) -> bool:
    """Pupils, and whoever is not signed in: a guest begins here."""
    return viewer.is_anonymous or viewer.is_pupil


NAVIGATION.add("join", NavigationEntry(_("Take a test"), "join", "question", access=takes_tests), order=30)


@panel("home", key="tests", order=10)
def tests_of_a_pupil(request: HouseRequest, page: Any) -> PanelAnswer:
    """Tests due now, to come, handed in; and the field for a join code. Pupils only."""
    viewer: Viewer = request.viewer
    if not viewer.is_pupil:
        return None
    agenda = agenda_of(viewer, timezone.now())
    shown = {"due": agenda.due[:MOST_DUE], "soon": agenda.soon[:SHOWN], "past": agenda.past[:SHOWN]}
    return "questionbank/taking/_home.html", {"agenda": agenda, **shown}


@KEEPERS.register("attempt")
def has_contact(request: HouseRequest, since: datetime) -> bool:
    """Answers travel under a token and touch no session: an attempt with contact counts as a click. So does having
    waited in the lobby for a test that opens just now: its page asks for nothing until the start."""
    takers = Q(guest__public_id__in=held_guests(request))
    if SESSION_KEY in request.session:
        takers |= Q(pupil_id=request.session[SESSION_KEY])
    opens = (since, timezone.now() + OPENING)
    waits = Q(state=AttemptState.NOT_STARTED, seen_at__isnull=False, quiz__opens_at__range=opens)
    return Attempt.objects.filter(takers).filter(Q(last_contact__gt=since) | waits).exists()
