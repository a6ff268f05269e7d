"""Remarks on a measure, or on the whole plan. Whoever sees a plan may say something about it."""

from django.db import transaction

from overenskommelse.models import ActionPlan, Comment, Measure, User
from overenskommelse.services.events import record


@transaction.atomic
def add_comment(*, plan: ActionPlan, measure: Measure | None = None, text: str, by: User | None) -> Comment:
    """Store a remark; the same words of the same person once more, right after, are the same remark."""
    ActionPlan.objects.select_for_update().get(pk=plan.pk)
    last = plan.comments.filter(measure=measure).order_by("-pk").first()
    if last and (last.text, last.by) == (text, by):
        return last
    comment = Comment.objects.create(plan=plan, measure=measure, text=text, by=by)
    record(
        "action_plans.commented", measure or plan, by=by, agreement=plan.agreement,
        organisation=plan.organisation, comment=text,
    )  # fmt: skip
    return comment
