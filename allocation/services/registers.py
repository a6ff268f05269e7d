"""Registers from a file: read and shown first, then stored all or nothing.

Between the two steps nothing is kept here: what was read travels with the page, signed.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import tablib
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.utils.translation import gettext as _

from allocation.choices import ISSUES
from allocation.domain.cells import Sheet, Value
from allocation.resources import REGISTERS, RegisterResource
from allocation.workbooks import UnreadableError
from allocation.workbooks import read as read_workbook
from overenskommelse.models import FocusArea, Organisation, User
from overenskommelse.models.events import shown
from overenskommelse.services.events import changes, record
from overenskommelse.workbooks import FORMULA_STARTS

TYPES: Final = (".xlsx", ".csv")
MAX_ROWS: Final = 2000
MAX_CHARACTERS: Final = 1_000_000
ERROR_VALUES: Final = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!")


class RefusedError(Exception):
    """The register is no longer as the person saw it, or the rows can no longer be stored."""


class Fault(NamedTuple):
    """What is wrong, where, and the remedy; all in words."""

    where: str
    value: str
    what: str
    remedy: str


class Line(NamedTuple):
    """An entry that would be new or changed; ``fields`` are label, value before and value after."""

    code: str
    name: str
    is_new: bool
    fields: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Table:
    """What was read: field names, and rows that begin with their number in the sheet."""

    columns: list[str]
    rows: list[list[Any]]
    unread: list[str]
    faults: list[Fault]


@dataclass(frozen=True)
class Plan:
    """What storing a table would do, or did."""

    lines: list[Line]
    unchanged: int
    faults: list[Fault]
    seal: str
    acts: list[dict[str, Any]]


def read(*, register: str, content: bytes, name: str) -> Table:
    """The first sheet that holds anything. Raises UnreadableError."""
    if not name.lower().endswith((*TYPES, ".xlsm", ".xltm")):
        raise UnreadableError("wrong_type", types=TYPES)
    sheets = read_workbook(content, name, max_bytes=settings.UPLOAD_MAX_BYTES)
    sheet = next((it for it in sheets if it.rows), Sheet("", []))
    return _table(REGISTERS[register], sheet)


def _table(resource: type[RegisterResource], sheet: Sheet) -> Table:
    top = next((number for number, row in enumerate(sheet.rows) if any(row)), 0)
    headings = [_text(value) for value in sheet.rows[top]] if sheet.rows else []
    known = {resource.heading(name).casefold(): name for name in resource._meta.fields}
    known |= {name: name for name in resource._meta.fields}
    read = {at: known[text.casefold()] for at, text in enumerate(headings) if text.casefold() in known}
    unread = [text for at, text in enumerate(headings) if text and at not in read]
    rows = [
        [number, *(_text(row[at]) if at < len(row) else "" for at in read)]
        for number, row in enumerate(sheet.rows[top + 1 :], start=top + 2)
        if any(_text(value) for value in row)
    ]
    columns = list(read.values())
    faults = [*_wrong_headings(columns, rows, resource), *_wrong_cells(resource, sheet, read)]
    return Table(columns, rows, unread, faults)


def _text(value: Value) -> str:
    """A cell as it was before it was exported: without the mark that keeps it from being a formula."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None else str(value).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def _wrong_headings(
    columns: list[str], rows: list[list[Any]], resource: type[RegisterResource]
) -> Iterator[Fault]:
    if any(key not in columns for key in resource.named_by()):
        remedy = _("Write the headings as in the register’s own file, with the code in one column.")
        yield Fault(_("The headings"), "", _("No column has the entries’ codes"), remedy)
    for name in sorted({name for name in columns if columns.count(name) > 1}):
        remedy = _("Keep the right column and remove the other.")
        yield Fault(_("The headings"), resource.heading(name), _("The column stands twice"), remedy)
    if len(rows) > MAX_ROWS or sum(len(text) for row in rows for text in row[1:]) > MAX_CHARACTERS:
        remedy = _("Divide it into several files.")
        yield Fault(_("The file"), "", _("The file holds more rows or text than a register"), remedy)


def _wrong_cells(resource: type[RegisterResource], sheet: Sheet, read: dict[int, str]) -> Iterator[Fault]:
    """Formulas without a result, and results that are errors, in the columns that are read."""
    for (row, column), formula in sheet.uncached.items():
        if column - 1 in read:
            yield Fault(_where(row, resource.heading(read[column - 1])), formula, *_words("no_cached_value"))
    for number, cells in enumerate(sheet.rows, start=1):
        for at, value in enumerate(cells):
            if at in read and value in ERROR_VALUES:
                yield Fault(_where(number, resource.heading(read[at])), str(value), *_words("error_value"))


def _words(code: str) -> tuple[str, str]:
    what, remedy = ISSUES[code]
    return str(what), str(remedy)


def _where(row: int, column: str) -> str:
    return _("Row %(row)s, %(column)s") % {"row": row, "column": column}


def preview(*, register: str, table: Table) -> Plan:
    """What storing the table would do. Nothing is stored."""
    return _carried_out(register, table, dry_run=True)


@transaction.atomic
def _carried_out(register: str, table: Table, *, dry_run: bool) -> Plan:
    """The rows are saved in either case, so that the models and the database judge them; then taken back."""
    resource = REGISTERS[register]()
    faults = table.faults or list(_wrong_codes(resource, table))
    if faults:
        return Plan([], 0, faults, "", [])
    data = tablib.Dataset(*[row[1:] for row in table.rows], headers=table.columns)
    # One transaction, this one: a savepoint for each row would cost two queries a row.
    results = resource.import_data(data, use_transactions=False).rows
    faults = [
        fault
        for row, its in zip(table.rows, results, strict=True)
        for fault in _faults(row, its, table, resource)
    ]
    plan = Plan([], 0, faults, "", []) if faults else _plan(results)
    transaction.set_rollback(dry_run or bool(faults))
    return plan


def _plan(results: list[Any]) -> Plan:
    acts = [_act(its) for its in results if its.is_new() or its.is_update()]
    bare = [[act["entry"].code, act["is_new"], act["changes"]] for act in acts]
    seal = hashlib.sha256(json.dumps(bare).encode()).hexdigest()
    return Plan([_line(act) for act in acts], len(results) - len(acts), [], seal, acts)


def _wrong_codes(resource: RegisterResource, table: Table) -> Iterator[Fault]:
    known = set(resource.model()._default_manager.values_list("code", flat=True))
    at, seen = table.columns.index("code") + 1, dict[tuple[str, ...], int]()
    keys = [table.columns.index(key) + 1 for key in resource.named_by()]
    for row in table.rows:
        code, where, key = row[at], _where(row[0], resource.heading("code")), tuple(row[it] for it in keys)
        if not code:
            yield Fault(where, "", _("The row has no code"), _("Write the code, or remove the row."))
        elif key in seen:
            what = _("The code stands in row %(row)s too") % {"row": seen[key]}
            yield Fault(where, code, what, _("Keep the right row and remove the other."))
        elif code not in known and code.zfill(4) in known:
            remedy = _("Format the column as text and write %(code)s.") % {"code": code.zfill(4)}
            yield Fault(where, code, _("The code has lost its first zero"), remedy)
        seen.setdefault(key, row[0])


def _faults(row: list[Any], its: Any, table: Table, resource: RegisterResource) -> Iterator[Fault]:
    for name, errors in its.validation_error.message_dict.items() if its.validation_error else ():
        field = name.removesuffix("_id") if name != NON_FIELD_ERRORS else "code"
        value = row[table.columns.index(field) + 1] if field in table.columns else ""
        remedy = _("Correct the cell. If you remove the whole column, the values stay as they are.")
        for text in errors:
            yield Fault(_where(row[0], resource.heading(field)), value, text.rstrip("."), remedy)
    if its.errors:
        remedy = _("Compare it with the register, and upload the file again.")
        yield Fault(_where(row[0], resource.heading("code")), "", _("The row cannot be stored"), remedy)


def _act(its: Any) -> dict[str, Any]:
    """An entry with its values before and after; a new one has its values only."""
    before = type(its.instance)() if its.is_new() else its.original
    changed = [it for it in changes(before, its.instance) if it["field"] != "id"]
    if its.is_new():
        changed = [it for it in changed if it["after"] not in ("", None, [])]
    return {"entry": its.instance, "is_new": its.is_new(), "changes": changed}


def _line(act: dict[str, Any]) -> Line:
    entry = act["entry"]
    fields = [(entry._meta.get_field(it["field"]), it["before"], it["after"]) for it in act["changes"]]
    shown_fields = [
        (str(field.verbose_name), _shown(field, before), _shown(field, after))
        for field, before, after in fields
    ]
    return Line(entry.code, str(entry), act["is_new"], shown_fields)


def _shown(field: Any, value: Any) -> str:
    return shown(field, ", ".join(value) if isinstance(value, list) else value)


@transaction.atomic
def confirm(*, register: str, table: Table, seal: str, by: User) -> Plan:
    """Store what was seen, all or nothing, with an event for each entry. Raises RefusedError."""
    entries = REGISTERS[register].model()._default_manager.select_for_update().order_by("pk")
    list(entries.values_list("pk"))  # locked until the end
    plan = _carried_out(register, table, dry_run=False)
    if plan.faults or plan.seal != seal:
        raise RefusedError
    added, changed = REGISTERS[register].verbs
    for act in plan.acts:
        entry = act["entry"]
        verb = (added or f"{register}.added") if act["is_new"] else (changed or f"{register}.changed")
        owner = entry if isinstance(entry, Organisation) else None
        agreement = (
            entry.area.agreement if isinstance(entry, FocusArea) else getattr(entry, "agreement", None)
        )
        record(verb, entry, by=by, organisation=owner, agreement=agreement, changes=act["changes"])
    return plan
