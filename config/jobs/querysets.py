"""Which jobs are due, which a person may watch, and who holds a lease: every claim is one conditional update."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

if TYPE_CHECKING:
    from config.accounts.models import User
    from config.jobs.models import Heartbeat, Job

FINISHED_STAYS = timedelta(days=2)  # how long a finished job stays on the "Đang xử lý" page


def _is_due(now: datetime) -> Q:
    waiting = Q(state="queued", not_before__lte=now)
    abandoned = Q(state="running", lease_until__lt=now)
    return waiting | abandoned


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs by what can be done with them."""

    def due(self) -> Self:
        """Waiting jobs whose time has come, and running ones whose worker has gone silent; oldest first."""
        return self.filter(_is_due(timezone.now())).order_by("not_before", "pk")

    def open(self) -> Self:
        """Jobs that are not finished."""
        return self.filter(state__in=("queued", "running"))

    def for_actor(self, user: User) -> Self:
        """What this person set going and may still want to see; newest first."""
        recent = Q(finished__isnull=True) | Q(finished__gte=timezone.now() - FINISHED_STAYS)
        return self.filter(recent, actor=user).order_by("-created", "-pk")

    def claim(self, pk: int, *, holder: str, lease: timedelta) -> bool:
        """Take a due job for `holder`; False when somebody was faster or it is not due."""
        now = timezone.now()
        claimed = self.filter(_is_due(now), pk=pk).update(
            state="running",
            lease_holder=holder,
            lease_until=now + lease,
            attempt=F("attempt") + 1,
            started=now,
            finished=None,
            rung=None,
            once=False,
        )
        return claimed == 1

    def held(self, pk: int, holder: str) -> Self:
        """The row, if `holder` still owns it; every write of a running job goes through here."""
        return self.filter(pk=pk, state="running", lease_holder=holder)


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    """Signs of life of the processes."""

    def beat(self, name: str, holder: str) -> None:
        """Note that the process called `name` lives."""
        self.update_or_create(name=name, defaults={"holder": holder, "at": timezone.now()})

    def take(self, name: str, holder: str, *, lease: timedelta) -> bool:
        """Become (or stay) the one process of this name; False while another one lives."""
        now = timezone.now()
        self.get_or_create(name=name, defaults={"holder": holder, "at": now})
        mine_or_silent = Q(holder=holder) | Q(at__lt=now - lease)
        return self.filter(mine_or_silent, name=name).update(holder=holder, at=now) == 1
