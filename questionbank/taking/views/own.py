"""A pupil's own list of tests: what stands on the home page, in full."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from questionbank.taking.agenda import agenda_of
from questionbank.taking.forms import JoinForm
from repository.organisations.requests import HouseRequest


@never_cache
def own_tests(request: HouseRequest) -> HttpResponse:
    """Everything due, to come and over; staff find nothing here."""
    agenda = agenda_of(request.viewer, timezone.now())
    return render(request, "questionbank/taking/own.html", {"agenda": agenda, "form": JoinForm()})
