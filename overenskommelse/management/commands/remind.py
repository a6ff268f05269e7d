"""``manage.py remind [--date DAY] [--dry-run]``: reminds of last days that come near."""

import csv
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from overenskommelse.models import Organisation
from overenskommelse.selectors.reminders import Duty, duties
from overenskommelse.services.lookups import stop
from overenskommelse.services.reminders import Failure, letters_of, remind

COLUMNS = ("about", "last_day", "organisation", "address")


class Command(BaseCommand):
    help = (
        "Mails those who have something left to do so many working days before its last day; prints "
        "about,last_day,organisation,address. Never twice the same day. Exit 1 when an address fails."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--date", type=date.fromisoformat, metavar="DAY", help="instead of today")
        parser.add_argument("--dry-run", action="store_true", help="sends nothing")

    def handle(self, *args: Any, date: date | None, dry_run: bool, **options: Any) -> None:
        today = date or timezone.localdate()
        table = csv.writer(self.stdout, lineterminator="\n")
        table.writerow(COLUMNS)
        failed: list[Failure] = []
        for duty in duties(today):
            reached = self.would_reach(duty) if dry_run else self.reach(duty, today, failed)
            table.writerows([duty.about, duty.last_day, code, address] for code, address in reached)
        if failed:
            stop(self, [f"{row.organisation.code} {row.address}: {row.reason}" for row in failed])

    def would_reach(self, duty: Duty) -> Iterator[tuple[str, str]]:
        letters = letters_of(duty)
        self.name(duty, [letter.organisation for letter in letters if not letter.addresses])
        return ((letter.organisation.code, address) for letter in letters for address in letter.addresses)

    def reach(self, duty: Duty, today: date, failed: list[Failure]) -> Iterator[tuple[str, str]]:
        outcome = remind(duty=duty, on=today)
        failed += outcome.failed
        self.name(duty, outcome.unreachable)
        return ((sent.organisation.code, address) for sent in outcome.sent for address in sent.recipients)

    def name(self, duty: Duty, unreachable: list[Organisation]) -> None:
        """Say who should have been reminded but has no address."""
        if unreachable:
            codes = ", ".join(organisation.code for organisation in unreachable)
            message = _("%(about)s: no address, so not reminded: %(codes)s")
            self.stderr.write(message % {"about": duty.about, "codes": codes})
