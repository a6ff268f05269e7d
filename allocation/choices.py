"""The fixed lists of values. Values are stored; labels are shown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """The geography of a dataset's rows."""

    COUNTY = "county", _("County")
    MUNICIPALITY = "municipality", _("Municipality")


class LineStatus(TextChoices):
    ALLOCATED = "allocated", _("Allocated")
    WAITING = "waiting", _("Waiting for data")


# What makes an allocation impossible, by the code of the domain's AllocationError, with its remedy.
FAULTS = {
    "unknown_method": _("There is no method %(identifier)s@%(version)s. Nearest: %(nearest)s."),
    "invalid_weights": _("The weights %(weights)s cannot be used. Give positive numbers."),
    "invalid_unit": _("The unit %(unit)s cannot be used. Give a whole number of kronor, 1 or more."),
    "total_not_in_units": _(
        "The total %(total)s is no multiple of the unit %(unit)s. Change one, or round by half-up or floor."
    ),
    "no_recipients": _("There is nobody to divide between. Check the table and what is excluded."),
    "missing_values": _("%(indicator)s has no value for %(codes)s. Fill in the values."),
    "negative_value": _("%(indicator)s is negative for %(data_code)s: %(value)s. Correct the value."),
    "invalid_value": _("%(indicator)s is not a number for %(data_code)s: %(value)s. Correct the value."),
    "zero_weight": _("%(indicator)s is zero for everybody, so nothing can be divided by it."),
    "mixed_levels": _("Only municipalities can be summed by county. These are something else: %(codes)s."),
    "invalid_total": _("The total %(total)s cannot be divided. Give a whole number of kronor, 0 or more."),
    "invalid_base": _("The base amount %(base)s cannot be used. Give a whole number of kronor, 0 or more."),
    "base_not_allowed": _("The method %(method)s has no base amount. Remove it or choose another method."),
    "base_exceeds_total": _("%(count)s base amounts of %(base)s kr are more than the total %(total)s kr."),
    "not_one_recipient": _("The method %(method)s gives all to one recipient, but there are %(count)s."),
    "double_code": _("The same code stands on several rows: %(codes)s. Keep one row of each."),
    "unknown_code": _("There is nobody with the code %(codes)s in the table."),
    "unknown_indicator": _("There is no column %(indicator)s. The columns are: %(known)s."),
}


# How a printed amount stands to the computed one, by Reason (domain/explanation.py).
REASONS = {
    "equal": _("Equal to the krona."),
    "row_rounding": _("Rounded row by row: together the printed rows are %(beyond)s kr off the printed sum."),
    "per_part_hypothesis": _(
        "Hypothesis: rounded per municipality and then summed. The figures per municipality are not at hand."
    ),
    "unexplained": _("No explanation is known."),
    "not_published": _("Computed only: no amount is printed."),
    "not_computed": _("Nothing is computed: the line waits for statistics, or does not pay this recipient."),
}

REASON_LABELS = {
    "equal": _("equal"),
    "row_rounding": _("rounded row by row"),
    "per_part_hypothesis": _("hypothesis"),
    "unexplained": _("not explained"),
    "not_published": _("computed only"),
    "not_computed": _("not computed"),
}


# What is wrong with a file, and the remedy, by the code of an Issue (domain/checks.py) or UnreadableError
# (workbooks/). services/imports.py fills in the words.
ISSUES = {
    "not_a_spreadsheet": (
        _("The file cannot be read as a spreadsheet"),
        _("Open it in your spreadsheet program and save it as .xlsx or .csv."),
    ),
    "wrong_type": (_("Files of this type are not read"), _("Save the table as %(types)s.")),
    "macros": (_("The file holds macros, and such files are not opened"), _("Save it as .xlsx.")),
    "encrypted": (
        _("The file has a password or is of the old type .xls"),
        _("Remove the password and save it as .xlsx."),
    ),
    "nested_archive": (
        _("The file holds another file"),
        _("Copy the table to a new workbook and save it as .xlsx."),
    ),
    "too_large": (
        _("The file is %(size)s, and at most %(limit_bytes)s is read"),
        _("Save only the sheet with the table."),
    ),
    "too_large_inside": (
        _("The file is far larger inside than a table of statistics"),
        _("Copy the table to a new workbook and save it as .xlsx."),
    ),
    "too_many_cells": (
        _("The sheet has more than %(limit)s cells"),
        _("Save only the columns with codes, names and values."),
    ),
    "too_slow": (
        _("The file takes more than %(seconds)s seconds to read"),
        _("Copy the table to a new workbook and save it as .xlsx."),
    ),
    "unknown_sheet": (_("The file has no such sheet"), _("Choose one of: %(sheets)s.")),
    "no_table": (
        _("No table with codes or names of counties or municipalities was found"),
        _("Check that the right file and sheet are chosen. Sheets: %(sheets)s."),
    ),
    "no_value_column": (
        _("No column has these values"),
        _("Choose the value column by its letter or heading. The table has: %(headers)s."),
    ),
    "several_columns": (
        _("Several columns may hold the values"),
        _("Choose the value column by its letter or heading: %(headers)s."),
    ),
    "several_years": (
        _("The table has several years, and none of them is the one wanted"),
        _("Choose one of the years %(years)s. The nearest is %(nearest)s."),
    ),
    "other_year": (
        _("The table has another year than the one wanted"),
        _("If it is the right table, choose the year %(years)s; otherwise change the reference date."),
    ),
    "unknown_code": (
        _("The code or name is not in the register"),
        _("Correct it or remove the row. Nearest: %(nearest)s."),
    ),
    "no_code": (_("The row has the value %(number)s but no code"), _("Write the code, or remove the row.")),
    "double_code": (
        _("%(code)s stands in %(other_cell)s too"),
        _("Keep the right row and remove the other."),
    ),
    "missing": (_("Missing: %(recipients)s"), _("Add a row for each of them.")),
    "empty": (_("The cell is empty"), _("Write the value; write 0 if it is zero.")),
    "no_cached_value": (
        _("The cell has a formula, but the file does not hold its result"),
        _("Open the file in your spreadsheet program and save it again, or paste the values."),
    ),
    "error_value": (
        _("The formula of the cell could not be calculated"),
        _("Correct the formula or write the value."),
    ),
    "not_a_number": (_("This is not a number"), _("Write a number in digits, without other words.")),
    "negative": (_("The value is negative"), _("Write zero or a positive number.")),
    "fractional": (_("The value is not a whole number"), _("This is counted in whole numbers; write one.")),
    "too_precise": (_("The value has more than three decimals"), _("Round it to three decimals.")),
    "too_big": (_("The value is larger than can be stored"), _("Check that the right column is chosen.")),
    "sum_differs": (
        _("The rows add up to %(summed)s; the difference is %(difference)s"),
        _("Correct the sum row or the row that is wrong."),
    ),
    "county_sum_differs": (
        _("The county's municipalities add up to %(summed)s; the difference is %(difference)s"),
        _("Correct the county's row or the municipality's that is wrong."),
    ),
    "suppressed": (
        _("%(name)s: the source leaves this count out"),
        _("Decide what it counts as, zero or a number, and why; or use a file that has the count."),
    ),
    "decided": (
        _("Counted as %(number)s by decision"),
        _("The reason is stored with the dataset: %(reason)s"),
    ),
    "decision_unused": (
        _("A decision for this cell is not used, because the cell holds no sign for a count left out"),
        _("Nothing needs to be done."),
    ),
    "ambiguous_number": (
        _("The point or comma may stand between thousands or before decimals"),
        _("Write the number without it."),
    ),
    "thousands": (
        _("The point or comma was read as standing between thousands: %(number)s"),
        _("Check that this is right. Cells of this kind: %(count)s."),
    ),
    "merged_area": (
        _("This area is a part of %(now)s since %(since)s, so its figure is not the whole"),
        _("Use figures for today's division, or add up the parts in one row."),
    ),
    "former_name": (
        _("This was read as %(now)s, which is its code and name since %(since)s"),
        _("Check that the figures of the county and its neighbours are for the same division."),
    ),
    "not_yet_formed": (
        _("%(code)s was formed out of %(of)s in %(since)s and has no row of its own before"),
        _("Use figures that have been recalculated to today's division."),
    ),
    "breakdown_total": (
        _("The rows for the whole were read from the column %(heading)s, the others were not"),
        _("Nothing needs to be done."),
    ),
    "breakdown_summed": (
        _("The rows of each recipient were added up over %(heading)s: %(groups)s"),
        _("Nothing needs to be done if these groups are everybody."),
    ),
    "breakdown_part": (
        _("The table holds only one group in the column %(heading)s"),
        _("Check that the indicator counts this group only."),
    ),
    "breakdown_unclear": (
        _("The groups in the column %(heading)s overlap or leave gaps: %(groups)s"),
        _("Keep the rows for the whole, or groups that follow each other."),
    ),
    "breakdown_incomplete": (
        _("Groups are missing or stand twice: %(groups)s"),
        _("Give every recipient each group exactly once."),
    ),
    "breakdown_double": (
        _("This group in the column %(heading)s is the sum of the others"),
        _("Keep the rows of this group and remove the others, or call it Total."),
    ),
    "whole_differs": (
        _("%(name)s: %(parts)s add up to %(summed)s, which differs from the printed whole by %(difference)s"),
        _("Find out which is right. The whole is what is read."),
    ),
    "columns_total": (
        _("Of the columns %(headings)s the one of everybody was read"),
        _("Nothing needs to be done."),
    ),
    "columns_added": (
        _("The columns %(columns)s were added up, because no column is of everybody: %(headings)s"),
        _("Nothing needs to be done if these groups are everybody."),
    ),
    "pair_unclear": (
        _("The columns %(headings)s are added up, but this cell is not a count"),
        _("Write the count, add a column for everybody, or choose the value column."),
    ),
    "hidden_rows": (
        _("Hidden rows were read too: %(count)s"),
        _("Show them in your spreadsheet program and check that they belong to the table."),
    ),
    "hidden_columns": (
        _("The column is hidden and was read"),
        _("Show it in your spreadsheet program and check that it is the right one."),
    ),
    "hidden_sheets": (
        _("Hidden sheets were not read: %(sheets)s"),
        _("If the table is in one of them, choose that sheet."),
    ),
    "merged_cells": (
        _("Merged cells stand in the table; only the first of them has a value"),
        _("Split them and write the value in each cell."),
    ),
    "external_links": (
        _("The workbook takes values from other files, as they were when it was last saved"),
        _("Check that the values are up to date, or paste them as values."),
    ),
    "name_differs": (
        _("%(code)s is %(expected)s in the register"),
        _("Check that the value belongs to %(expected)s. The code counts."),
    ),
    "jump": (
        _("%(name)s had %(before)s before; the difference is %(difference)s"),
        _("Check the value. More than %(limit)s per cent is unusual here."),
    ),
    "lost_zero": (
        _("The code has lost its first zero and was read as %(code)s"),
        _("Nothing needs to be done. Rows of this kind: %(count)s."),
    ),
}
