"""What tests do with a plan's workbook: save it, read it, bring it in as the page does."""

from typing import Any

from overenskommelse.models import ActionPlan, User
from overenskommelse.selectors.plan_files import sheets_of
from overenskommelse.services import plan_files as services
from overenskommelse.workbooks import write_plan


def book_of(plan: ActionPlan) -> bytes:
    return write_plan(sheets_of(ActionPlan.objects.get(pk=plan.pk)))


def read(plan: ActionPlan, content: bytes) -> Any:
    return services.read(plan=plan, content=content, name="plan.xlsx")


def brought_in(
    plan: ActionPlan, content: bytes, by: User, remove: frozenset[str] = frozenset()
) -> services.Preview:
    """Both steps, as the page does them."""
    table = read(plan, content)
    shown = services.preview(plan=plan, table=table, by=by)
    assert shown.faults == []
    table = table.of(table.plain())
    return services.confirm(plan=plan, table=table, seal=shown.seal, by=by, remove=remove)
