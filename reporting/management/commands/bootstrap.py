"""``manage.py bootstrap [--demo]``: tables, registers, agreements, indicators and published tables."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from allocation.services.fixtures import load_indicators, load_published
from overenskommelse.models import Agreement, Organisation
from overenskommelse.services.fixtures import agreement_files, load_agreement, load_demo, load_registers
from overenskommelse.services.plan_fixtures import load_plans, load_undertakings


class Command(BaseCommand):
    help = "Bring the database up to date, load registers and agreements; what is there is left as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="also the demo year and one user per role")
        parser.add_argument(
            "--without-plans",
            action="store_true",
            help="with --demo: no action plans (the demo adds them last)",
        )

    def handle(self, *args: Any, demo: bool, without_plans: bool = False, **options: Any) -> None:
        if demo and not settings.DEBUG:
            raise CommandError(
                _("The demo year has known passwords, so it is only loaded where DEBUG is on."), returncode=2
            )
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        load_registers()
        load_indicators()
        for path in agreement_files(demo=demo):
            load_published(load_agreement(path))
        if demo:
            load_demo()
            load_undertakings()
        if demo and not without_plans:
            load_plans()
        self.stderr.write(
            _("Registers: %(organisations)d organisations, %(agreements)d agreements.")
            % {"organisations": Organisation.objects.count(), "agreements": Agreement.objects.count()}
        )
