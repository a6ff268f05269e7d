"""A county's plan as the sheets of a workbook: all plans, each area, what is joint, then each plan."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from overenskommelse.documents.county_plans import PrintedCounty, PrintedRow
from overenskommelse.documents.layouts import Printed
from overenskommelse.selectors.content import Content
from overenskommelse.workbooks import PlanSheet

Value = str | int | None

LONG = ("title", "description")
# What a sheet's title may not hold.
REFUSED = str.maketrans("\\/?*[]:", "-------")


def county_sheets(content: Content) -> list[PlanSheet]:
    """The record of a county's plan (``county_content``); kronor are numbers, all else is text."""
    county = PrintedCounty(content)
    plans = [_plan(row, row.printed) for row in county.rows if row.printed]
    return [_summary(county), _by_area(county), _joint(county), *plans]


def _summary(county: PrintedCounty) -> PlanSheet:
    headings = [
        _("Code"), _("Organisation"), _("Name"), _("Plan"), _("Version"), _("Day"), _("Measures"),
        _("Allocated, kronor"), _("Planned, kronor"), _("Used, kronor"),
    ]  # fmt: skip
    rows = [_summed(row) for row in county.rows]
    money = county.money
    total: list[Value] = [
        "", _("Sum"), "", "", None, "", county.measures, money.allocated, money.planned, money.used,
    ]  # fmt: skip
    return PlanSheet(_("All plans"), headings, [*rows, total], (8, 28, 28, 28, 8, 12, 10, 16, 16, 16))


def _summed(row: PrintedRow) -> list[Value]:
    record, money = row.row, row.money
    about: list[Value] = [
        record["organisation"]["code"], record["organisation"]["name"], record["plan"] or "", row.state,
        record["version"], record["day"] or "",
    ]  # fmt: skip
    measured: list[Value] = [money.planned, money.used] if row.counts else [None, None]
    return [*about, row.measures if row.printed else None, money.allocated, *measured]


def _by_area(county: PrintedCounty) -> PlanSheet:
    headings = [_("Code"), _("Organisation"), _("Development area"), _("Planned, kronor"), _("Used, kronor")]
    rows = [area for row in county.rows if row.printed for area in _areas(row, row.printed)]
    return PlanSheet(_("Each area"), headings, rows, (8, 28, 60, 16, 16))


def _areas(plan: PrintedRow, printed: Printed) -> Iterator[list[Value]]:
    whose = plan.row["organisation"]
    for code, name in printed.named_areas:
        if printed.has_money(code):
            money = printed.money_of(code)
            yield [whose["code"], whose["name"], name, money.planned, money.used]


def _joint(county: PrintedCounty) -> PlanSheet:
    headings = [
        _("Measure"), _("In the plan of"), _("Planned, kronor"),
        _("Code"), _("Organisation"), _("Share, kronor"),
    ]  # fmt: skip
    rows = [
        [
            joint["title"], joint["organisation"], joint["planned"], share["organisation"], share["name"],
            share["amount"],
        ]
        for joint, share in county.shares
    ]  # fmt: skip
    return PlanSheet(_("Joint measures"), headings, rows, (60, 28, 16, 8, 28, 16))


def _plan(plan: PrintedRow, printed: Printed) -> PlanSheet:
    """The measures of a plan, with the columns in which some measure says something."""
    whose = plan.row["organisation"]
    measures = printed.counted
    texts = [printed.cells(measure) for measure in measures]
    columns = list(dict.fromkeys(column for row in texts for column in row))
    ordered = sorted(columns, key=lambda column: column.partition(":")[0] in ("planned", "used"))
    rows = [
        [_value(measure, row, column) for column in ordered]
        for measure, row in zip(measures, texts, strict=True)
    ]
    title = f"{whose['code']} {whose['name']}".translate(REFUSED)
    widths = [50 if column in LONG else 20 for column in ordered]
    return PlanSheet(title, [printed.label(column) for column in ordered], rows, widths)


def _value(measure: Content, texts: Mapping[str, str], column: str) -> Value:
    """Kronor as a number, all else as it is read."""
    kind, _colon, line = column.partition(":")
    if not line:
        return texts.get(column, "")
    return sum(int(money[kind]) for money in measure["money"] if money["line"] == line)
