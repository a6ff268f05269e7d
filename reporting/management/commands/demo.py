"""``manage.py demo``: the main job on the 2021 agreement, and what it did, in under a screenful."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from allocation.choices import LineStatus
from allocation.domain.explanation import Reconciliation
from allocation.models import Indicator
from allocation.selectors import reconciliations, results_of
from allocation.services.fixtures import load_demo_splits
from overenskommelse.models import Organisation, User
from overenskommelse.services.plan_fixtures import load_plans
from overenskommelse.templatetags.formats import digest, kr, number
from reporting.services.fixtures import DemoYear, load_demo_drawdowns, load_demo_year

WIDTH = 100
NAMED = 3


class Command(BaseCommand):
    help = "Import the 2021 figures, allocate, reconcile, decide and write one requisition PDF."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("bootstrap", demo=True, without_plans=True)
        year = load_demo_year()
        load_demo_splits(year.agreement)
        load_demo_drawdowns(year.agreement)
        load_plans()
        output = Path.cwd() / "output"
        output.mkdir(exist_ok=True)
        path = output / f"rekvisition-{year.document.number}.pdf"
        path.write_bytes(bytes(year.document.pdf))
        for line in report(year):
            self.stdout.write(line)
        self.stdout.write(f"Rekvisition {year.document.number}: {path}")
        for line in _people():
            self.stdout.write(line)


def report(year: DemoYear) -> Iterator[str]:
    """What was read, divided, compared and decided."""
    yield f"{year.agreement}: {kr(sum(line.amount for line in year.agreement.lines.all()))}"
    yield "Underlag"
    for data in year.datasets:
        rows = f"{data.row_count} rader, summa {number(data.total)}"
        yield f"  {data.indicator}: {data.file_name}, {rows}, sha256 {digest(data.content_digest)}"
    yield from _lines(year)
    yield "Avstämning mot tryckta tabeller"
    for table, held in reconciliations(year.agreement, results_of(year.decision.run)):
        yield f"  {table.source} {table.line.code}: {_compared(held)}"
    yield f"Beslut {year.decision.number}: {kr(year.decision.total)}, sha256 {year.decision.digest}"


def _lines(year: DemoYear) -> Iterator[str]:
    yield f"{'Medelstilldelning':58}{'Belopp':>18}  Fördelat"
    names = dict(Indicator.objects.values_list("code", "name"))
    for line in year.decision.run.lines.prefetch_related("amounts"):
        if line.status == LineStatus.WAITING:
            done = "väntar på: " + ", ".join(names[code] for code in line.missing_indicators)
        else:
            done = f"{number(line.allocated)} till {len(line.amounts.all())}"
        yield f"  {line.name:56}{kr(line.total):>18}  {done}"


def _compared(held: Reconciliation) -> str:
    apart = {row.code: row.difference for row in held.rows if row.difference}
    if not apart:
        return f"{len(held.rows)} rader, lika på kronan"
    names = Organisation.objects.filter(code__in=list(apart)[:NAMED]).values_list("name", flat=True)
    named = f" ({', '.join(names)})" if len(apart) <= NAMED else ""
    said = f"{len(apart)} av {len(held.rows)} skiljer, högst {kr(max(map(abs, apart.values())))}{named}"
    beyond = held.beyond_printed_total
    return said + (f"; raderna blir {kr(beyond)} för mycket" if beyond else "")


def _people() -> list[str]:
    people = User.objects.filter(email__endswith="@demo.test").order_by("pk").values_list("email", flat=True)
    return wrap("Logga in med lösenordet demo som " + ", ".join(people), WIDTH, subsequent_indent="  ")
