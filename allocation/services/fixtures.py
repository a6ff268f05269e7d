"""Loading indicators, reference dates, published tables and a county's split; what is there is left."""

import json
from datetime import date
from itertools import groupby
from operator import itemgetter

from django.db import transaction

from allocation.domain.methods import POPULATION
from allocation.models import Import, Indicator, PublishedAmount, PublishedTable, ReferenceDate
from allocation.selectors import Basis, bases_of, decided_by_line, municipalities_of
from allocation.services import imports, splits
from overenskommelse.models import Agreement, FundingLine, Organisation, User
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


# Uppsala kommun, tjänsteskrivelse 2021-05-03: 17 332 tkr and 5 777 tkr. The second sum covers further
# education too, which is not decided, so only the first is given; the rest follows the population.
PRINTED = {"kommuner-nara-vard": {"0380": 17_332_000}, "kommuner-medarbetare": {}}
PRINTED_NOTE = "17 332 tkr enligt kommunens handling 2021-05-03"
MUNICIPAL = FIXTURES / "workbooks" / "should_pass" / "folkmangd-kommuner-2020-2025.csv"
MUNICIPAL_SOURCE = "SCB, folkmängd per kommun 31 december 2020"
COUNTY = "RSS03"


@transaction.atomic
def load_demo_splits(agreement: Agreement) -> None:
    """How Uppsala län divides its municipalities' money; done once, then left as it is."""
    rss = Organisation.objects.get(code=COUNTY)
    by = User.objects.filter(email="samordnare.uppsala@demo.test").first()
    basis = _municipal_basis(agreement)
    for line in FundingLine.objects.filter(agreement=agreement, code__in=PRINTED):
        if not splits.parts_of(line, rss):
            _split(line, rss, basis, by)


def _split(line: FundingLine, rss: Organisation, basis: Basis, by: User | None) -> None:
    printed = PRINTED[line.code]
    parts = {row.pk: printed.get(row.code) for row in municipalities_of(rss)}
    whole = splits.propose(total=decided_by_line([line], rss)[line.pk], parts=parts, basis=basis)
    for amounts, note in ((parts, PRINTED_NOTE), (whole, splits.note_of(basis))):
        seen = splits.seal(splits.parts_of(line, rss))
        splits.save_split(line=line, rss=rss, parts=amounts, note=note, seen=seen, by=by)


def _municipal_basis(agreement: Agreement) -> Basis:
    """By population, from the table of municipalities that SCB publishes."""
    upload = Import(
        file_name=MUNICIPAL.name,
        content=MUNICIPAL.read_bytes(),
        indicator=Indicator.objects.get(code=POPULATION),
        reference_date=date(2020, 12, 31),
        source=MUNICIPAL_SOURCE,
    )
    imports.store(preview=imports.read_upload(upload), by=None)
    return next(basis for basis in bases_of(agreement) if basis.method.indicators == (POPULATION,))
