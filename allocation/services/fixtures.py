"""Loading indicators, reference dates and published tables; what is there is left as it is."""

import json
from itertools import groupby
from operator import itemgetter

from django.db import transaction

from allocation.models import Indicator, PublishedAmount, PublishedTable, ReferenceDate
from overenskommelse.models import Agreement, FundingLine, Organisation
from overenskommelse.services.fixtures import FIXTURES, read_csv


@transaction.atomic
def load_indicators() -> None:
    """The indicators that section 9 of the 2021 agreement names."""
    for row in read_csv(FIXTURES / "indicators.csv"):
        code = row.pop("code")
        whole = row.pop("whole_numbers") == "yes"
        words = row.pop("header_words").split("|")
        Indicator.objects.get_or_create(
            code=code, defaults={**row, "whole_numbers": whole, "header_words": words}
        )


@transaction.atomic
def load_published(agreement: Agreement) -> None:
    """The annexes that print amounts for ``agreement``'s lines, and the reference dates that it states."""
    _load_reference_dates(agreement)
    folder = FIXTURES / "published"
    lines = {line.code: line for line in FundingLine.objects.filter(agreement=agreement)}
    for row in read_csv(folder / "tables.csv"):
        if row["line"] in lines:
            PublishedTable.objects.get_or_create(
                line=lines[row["line"]],
                source=row["source"].replace("-", " ").capitalize(),
                defaults={"printed_total": row["printed_total"], "note": row["note"]},
            )
    recipients = {o.code: o for o in Organisation.objects.recipients()}
    for path in (folder / "bilaga-3.csv", folder / "bilaga-4.csv"):
        for code, rows in groupby(read_csv(path), key=itemgetter("line")):
            if code in lines:
                table = PublishedTable.objects.get(line=lines[code])
                PublishedAmount.objects.bulk_create(
                    (
                        PublishedAmount(
                            table=table, recipient=recipients[r["recipient"]], amount=r["published"]
                        )
                        for r in rows
                    ),
                    ignore_conflicts=True,
                )


def _load_reference_dates(agreement: Agreement) -> None:
    path = FIXTURES / "agreements" / f"{agreement.code}.json"
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    for row in json.loads(path.read_text(encoding="utf-8"))["data_basis"]:
        if row["reference_date"]:
            ReferenceDate.objects.get_or_create(
                agreement=agreement,
                indicator=indicators[row["indicator"]],
                defaults={"date": row["reference_date"], "section": row["section"]},
            )
