"""``manage.py verify_decision ID``: computes a decision again from its stored inputs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Q
from django.utils.translation import gettext as _

from allocation.models import Decision
from allocation.services.decisions import verify
from overenskommelse.services.lookups import WRONG_USAGE, NotKnown, nearest, stop


class Command(BaseCommand):
    help = "Compute a decision again from its stored inputs; exit 1 if any krona or digest differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("decision", metavar="ID", help="its id, or its number such as 2021-1")

    def handle(self, *args: Any, decision: str, **options: Any) -> None:
        found = self.decision(decision)
        differences = verify(found)
        if differences:
            stop(self, differences)
        self.stderr.write(
            _("Decision %(number)s agrees to the krona: %(total)d kr, SHA-256 %(digest)s.")
            % {"number": found.number, "total": found.total, "digest": found.digest}
        )

    def decision(self, wanted: str) -> Decision:
        named = Q(number=wanted) | (Q(pk=wanted) if wanted.isascii() and wanted.isdigit() else Q())
        found = Decision.objects.filter(named).select_related("agreement", "run").first()
        if found is None:
            names = Decision.objects.values_list("number", "agreement__name")
            stop(self, [NotKnown(wanted, nearest(wanted, names))], WRONG_USAGE)
        return found
