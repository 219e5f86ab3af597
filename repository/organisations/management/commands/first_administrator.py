"""manage.py first_administrator: the one account that no administrator can make, for a city of one's own."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from config.errors import Refused
from repository.organisations.services import found_city


class Command(BaseCommand):
    """Works only while nobody administers the root of the tree."""

    help = "Create the root unit and its administrator; prints a one-time password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who and where."""
        parser.add_argument("username")
        parser.add_argument("display_name")
        parser.add_argument("--unit-code", required=True)
        parser.add_argument("--unit-name", required=True)

    def handle(self, *args: object, **options: str) -> None:
        """Create and print the one-time password."""
        call_command(
            "load_reference", stdout=self.stdout
        )  # an empty city has no kinds, subjects and steps yet
        try:
            account = found_city(
                username=options["username"],
                display_name=options["display_name"],
                unit_code=options["unit_code"],
                unit_name=options["unit_name"],
            )
        except Refused as problem:
            raise CommandError(str(problem)) from None
        words = {"name": account.user.username, "password": account.one_time_password}
        self.stdout.write(_("%(name)s signs in with the one-time password %(password)s") % words)
