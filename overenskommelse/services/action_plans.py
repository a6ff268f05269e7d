"""Action plans as wholes: begun, described."""

from django.db import transaction

from overenskommelse.models import ActionPlan, User
from overenskommelse.selectors import content_of
from overenskommelse.services.events import record

__all__ = ["add_plan", "content_of"]


@transaction.atomic
def add_plan(*, plan: ActionPlan, by: User | None) -> ActionPlan:
    """Store a new ``plan``."""
    plan.created_by = plan.updated_by = by
    plan.save()
    record("action_plans.added", plan, by=by, agreement=plan.agreement, organisation=plan.organisation)
    return plan
