"""Plans and measures for tests: made as people make them, by the services."""

import uuid
from collections.abc import Mapping

from overenskommelse.choices import PlanStatus
from overenskommelse.models import ActionPlan, Agreement, Measure, Organisation, User
from overenskommelse.services.action_plans import add_plan
from overenskommelse.services.fixtures import FIXTURES, agreement_files, load_agreement
from overenskommelse.services.measures import add_row
from overenskommelse.services.plan_fixtures import load_plan


def make_plan(agreement: Agreement, organisation: Organisation | str, **values: object) -> ActionPlan:
    """A plan of ``organisation`` (or its code). ``values`` are fields; without a name, it gets one."""
    if isinstance(organisation, str):
        organisation = Organisation.objects.get(code=organisation)
    named = {"name": f"Handlingsplan {agreement.year}"} | values
    return add_plan(plan=ActionPlan(agreement=agreement, organisation=organisation, **named), by=None)


def make_measure(
    plan: ActionPlan,
    title: str,
    planned: Mapping[str, int] | None = None,
    used: Mapping[str, int] | None = None,
    by: User | None = None,
    **cells: str,
) -> Measure:
    """A measure of ``plan`` as typed in ``cells`` (column → text); the amounts are line code → kronor.

    It is added to a plan in any state.
    """
    money = {f"planned:{line}": str(kronor) for line, kronor in (planned or {}).items()}
    money |= {f"used:{line}": str(kronor) for line, kronor in (used or {}).items()}
    status = plan.status
    ActionPlan.objects.filter(pk=plan.pk).update(status=PlanStatus.DRAFT)
    made = add_row(plan=plan, uid=uuid.uuid4(), values={"title": title} | money | cells, by=by)
    ActionPlan.objects.filter(pk=plan.pk).update(status=status)
    return made


def demo_plan(name: str) -> ActionPlan:
    """A plan of the demo year by its file in fixtures/plans, with the agreement it stands on."""
    for path in agreement_files(demo=True):
        if name.startswith(path.stem):
            load_agreement(path)
    return load_plan(FIXTURES / "plans" / f"{name}.json")
