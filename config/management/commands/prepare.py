"""`manage.py prepare`: everything a city needs before it is served; what is in order is skipped."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from config.prepare import PREPARATIONS


class Command(BaseCommand):
    """Runs the registered preparations in order; leaves the sign-ins in `var/sign-ins` for the launcher."""

    help = "Bring database, static files, demo city and index up to date."
    requires_system_checks = "__all__"

    def handle(self, *args: Any, **options: Any) -> None:
        for step in PREPARATIONS.values():
            if not step.is_due():
                continue
            began = time.monotonic()
            self.stdout.write(f"  {step.label} …")
            self.stdout.flush()
            step.run()
            self.stdout.write(f"  {step.label} ready after {time.monotonic() - began:.1f} s")
        with (settings.VAR_DIR / "sign-ins").open("w") as greeting:
            call_command("sign_ins", stdout=greeting)
