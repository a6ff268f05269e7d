"""Checks of what surrounds the cells: what is hidden, merged or taken from other files."""

from collections.abc import Iterator, Sequence

from allocation.domain.cells import Sheet, letters, places
from allocation.domain.findings import Found, Issue, Severity


def check_hidden_rows(found: Found) -> Iterator[Issue]:
    rows = [it.row for it, _ in found.numbers if it.row in found.table.sheet.traits.hidden_rows]
    if rows:
        yield found.issue("hidden_rows", found.cell(rows[0]), None, Severity.WARNING, count=len(rows))


def check_hidden_columns(found: Found) -> Iterator[Issue]:
    for column in (found.table.key_column, *(found.parts or (found.column,))):
        if column in found.table.sheet.traits.hidden_columns:
            yield found.issue("hidden_columns", letters(column), None, Severity.WARNING)


def check_merged_cells(found: Found) -> Iterator[Issue]:
    """Merged cells in the columns and rows that are read; in titles they do no harm."""
    read = {
        (it.row, column)
        for it, _ in found.numbers
        for column in (found.table.key_column, *(found.parts or (found.column,)))
    }
    for cells in found.table.sheet.traits.merged if read else ():
        if any(place in read for place in places(cells)):
            yield found.issue("merged_cells", cells.split(":")[0], cells, Severity.WARNING)


def check_external_links(found: Found) -> Iterator[Issue]:
    if found.table.sheet.traits.linked:
        yield found.issue("external_links", "", None, Severity.WARNING)


def check_hidden_sheets(sheets: Sequence[Sheet]) -> Iterator[Issue]:
    hidden = tuple(sheet.name for sheet in sheets if sheet.traits.hidden and not sheet.rows)
    if hidden:
        yield Issue("hidden_sheets", "", "", None, {"sheets": hidden}, Severity.NOTE)
