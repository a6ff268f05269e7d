"""``import_dataset``: a spreadsheet is checked, printed as ``code,value`` and stored."""

import csv
import re
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from allocation.models import Import, Indicator
from allocation.services import imports
from allocation.services.datasets import Stored, plain
from overenskommelse.services.lookups import WRONG_USAGE, known_or_exit, stop
from overenskommelse.templatetags.formats import figure


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(
            _("“%(text)s” is not a day; write it as 2020-11-01") % {"text": text}
        ) from error


def decided(text: str) -> tuple[str, dict[str, str]]:
    """``C4=0:fewer than five`` as the cell, and its value with the reason."""
    match = re.fullmatch(r"([A-Za-z]{1,3}\d{1,7})=(\d{1,9}(?:[.,]\d{1,3})?):\s*(\S.*)", text)
    if match is None:
        raise ArgumentTypeError(
            _("“%(text)s” is not a decision; write it as C4=0:the reason") % {"text": text}
        )
    return match[1].upper(), {"value": match[2].replace(",", "."), "reason": match[3].strip()}


class Command(BaseCommand):
    """Exit 0 done, 1 the file is wrong (each problem on its own line), 2 wrong usage."""

    help = "Check a file of statistics, print code,value, and store it as a dataset."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--indicator", required=True, help="population, care_recipients, nurses, …")
        parser.add_argument("--date", type=day, required=True, help="reference date, 2020-11-01")
        parser.add_argument("--sheet", default="", help="name of the sheet; otherwise the one with the table")
        parser.add_argument("--year", type=int, help="of several years; otherwise the year of the date")
        parser.add_argument("--value-column", default="", help="letter or heading of the column")
        parser.add_argument("--key-column", default="", help="letter of the column of codes or names")
        parser.add_argument("--name-column", default="", help="letter of the column of names beside codes")
        parser.add_argument(
            "--decide", type=decided, action="append", default=[], metavar="CELL=NUMBER:REASON",
            help="what a count that the source leaves out counts as; may be repeated",
        )  # fmt: skip
        parser.add_argument(
            "--reason", default="", help="why a file with warnings is stored all the same; kept with them"
        )
        parser.add_argument("--source", default="", help="where the figures come from")
        parser.add_argument("--check-only", action="store_true", help="store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        indicator = known_or_exit(self, Indicator.objects.all(), options["indicator"])
        preview = imports.read_upload(self._upload(indicator, options))
        for warning in preview.warnings:
            self.stderr.write(str(warning))
        if preview.errors:
            stop(self, preview.errors)
        if not options["check_only"]:
            reason = options["reason"].strip() or _("via the command line")
            preview.upload.reasons = dict.fromkeys(preview.questions, reason)
            self._tell(imports.store(preview=preview, by=None))
        table = csv.writer(self.stdout, lineterminator="\n")
        table.writerow(["code", "value"])
        table.writerows(sorted((row.code, plain(row.value)) for row in preview.reading.rows))

    def _upload(self, indicator: Indicator, options: dict[str, Any]) -> Import:
        path: Path = options["file"]
        try:
            content = path.read_bytes()
        except OSError:
            stop(self, [_("The file %(path)s cannot be read. Check its name.") % {"path": path}], WRONG_USAGE)
        return Import(
            file_name=path.name,
            content=content,
            indicator=indicator,
            reference_date=options["date"],
            source=options["source"],
            sheet=options["sheet"],
            year=options["year"],
            value_column=options["value_column"],
            key_column=options["key_column"],
            name_column=options["name_column"],
            decisions=dict(options["decide"]),
        )

    def _tell(self, stored: Stored) -> None:
        text = (
            _("Stored: %(dataset)s, %(rows)s rows, sum %(total)s, digest %(digest)s.")
            if stored.is_new
            else _("Stored before: %(dataset)s, %(rows)s rows, sum %(total)s, digest %(digest)s.")
        )
        dataset = stored.dataset
        words = {
            "dataset": dataset,
            "rows": dataset.row_count,
            "total": figure(dataset.total),
            "digest": dataset.content_digest,
        }
        self.stderr.write(text % words)
