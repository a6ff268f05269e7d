"""Lists, one module a stage; this is the only door."""

from overenskommelse.tables.agreements import (
    AgreementTable,
    AreaTable,
    DeadlineTable,
    FocusAreaTable,
    LineTable,
    PartTable,
    RequirementTable,
    SumTable,
    edit_link,
)
from overenskommelse.tables.base import (
    PER_PAGE,
    DayColumn,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    export,
    file_name,
    list_page,
    paginate,
    sorted_table,
    total_of_column,
)
from overenskommelse.tables.memberships import MembershipTable
from overenskommelse.tables.recipients import RecipientTable

__all__ = [
    "PER_PAGE",
    "AgreementTable",
    "AreaTable",
    "DayColumn",
    "DeadlineTable",
    "FocusAreaTable",
    "LineTable",
    "MembershipTable",
    "MomentColumn",
    "MoneyColumn",
    "NumberColumn",
    "PartTable",
    "RecipientTable",
    "RequirementTable",
    "SumTable",
    "edit_link",
    "export",
    "file_name",
    "list_page",
    "paginate",
    "sorted_table",
    "total_of_column",
]
