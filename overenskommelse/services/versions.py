"""An action plan from draft to closed: submitted, judged, followed up, begun anew (docs/adr/0053).

Every act locks the plan. ``seen`` is the version that the person had before them: who acts on another one, or
in a state that the plan has left, is told who was first.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from django.db import transaction
from django.utils import timezone

from overenskommelse.domain.canonical import canonical_json, digest
from overenskommelse.domain.transitions import TRANSITIONS, Act
from overenskommelse.models import ActionPlan, Event, PlanVerdict, PlanVersion, User
from overenskommelse.selectors import content_of, hindrances_of
from overenskommelse.services.events import record

Deed: TypeAlias = Callable[..., ActionPlan]


class Overtaken(Exception):  # noqa: N818 - it says what happened, and is caught by that name
    """The plan is no longer where the act begins; ``last`` is the act that took it from there, if known."""

    def __init__(self, stored: ActionPlan) -> None:
        self.stored = stored
        self.last = Event.objects.about(stored).filter(verb__in=PASSED).select_related("by").first()
        super().__init__(str(stored))


class Hindered(Exception):  # noqa: N818
    """``reasons``, in words, stop the act. Nothing was stored."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


class OwnSubmission(Exception):  # noqa: N818
    """Nobody judges what they submitted themselves."""


@transaction.atomic
def submit(*, plan: ActionPlan, seen: int, by: User | None, comment: str = "") -> ActionPlan:
    """Freeze the plan as a version and leave it to be judged. Raises Overtaken, Hindered."""
    stored = _locked(plan, Act.SUBMIT, seen)
    content = content_of(stored)
    version = PlanVersion.objects.create(
        plan=stored,
        number=stored.version,
        content=canonical_json(content),
        digest=digest(content),
        comment=comment,
        submitted_at=timezone.now(),
        submitted_by=by,
    )
    return _passed(stored, Act.SUBMIT, by, version=version.number, digest=version.digest)


@transaction.atomic
def send_back(*, plan: ActionPlan, seen: int, by: User | None, comment: str) -> ActionPlan:
    """Let the keeper mend the plan, as its next version. Raises Overtaken, OwnSubmission."""
    stored = _locked(plan, Act.SEND_BACK, seen)
    _judge(stored, by, comment, is_approved=False)
    stored.version += 1
    return _passed(stored, Act.SEND_BACK, by, version=seen, comment=comment)


@transaction.atomic
def approve(*, plan: ActionPlan, seen: int, by: User | None, comment: str = "") -> ActionPlan:
    """Let the submitted version apply from now on. Raises Overtaken, Hindered, OwnSubmission."""
    stored = _locked(plan, Act.APPROVE, seen)
    _judge(stored, by, comment, is_approved=True)
    return _passed(stored, Act.APPROVE, by, version=seen, comment=comment)


@transaction.atomic
def follow_up(*, plan: ActionPlan, seen: int, by: User | None, comment: str = "") -> ActionPlan:
    """Say that everything is followed up. Raises Overtaken, Hindered."""
    return _passed(_locked(plan, Act.FOLLOW_UP, seen), Act.FOLLOW_UP, by, version=seen, comment=comment)


@transaction.atomic
def close(*, plan: ActionPlan, seen: int, by: User | None, comment: str = "") -> ActionPlan:
    """Let nothing change the plan any more. Raises Overtaken, Hindered."""
    return _passed(_locked(plan, Act.CLOSE, seen), Act.CLOSE, by, version=seen, comment=comment)


@transaction.atomic
def begin_version(*, plan: ActionPlan, seen: int, by: User | None, comment: str = "") -> ActionPlan:
    """Open the plan for changes; what is approved applies until the next version is. Raises Overtaken."""
    stored = _locked(plan, Act.BEGIN_VERSION, seen)
    stored.version += 1
    return _passed(stored, Act.BEGIN_VERSION, by, version=stored.version, comment=comment)


DEEDS: dict[Act, Deed] = {
    Act.SUBMIT: submit,
    Act.SEND_BACK: send_back,
    Act.APPROVE: approve,
    Act.FOLLOW_UP: follow_up,
    Act.CLOSE: close,
    Act.BEGIN_VERSION: begin_version,
}
VERB_OF = {
    Act.SUBMIT: "action_plans.submitted",
    Act.SEND_BACK: "action_plans.sent_back",
    Act.APPROVE: "action_plans.approved",
    Act.FOLLOW_UP: "action_plans.followed_up",
    Act.CLOSE: "action_plans.closed",
    Act.BEGIN_VERSION: "action_plans.version_begun",
}
PASSED = frozenset(VERB_OF.values())


def _locked(plan: ActionPlan, act: Act, seen: int) -> ActionPlan:
    """The plan as stored, which nobody else can change before this transaction ends, ready for ``act``."""
    rows = ActionPlan.objects.select_for_update(of=("self",)).select_related("agreement", "organisation")
    stored = rows.get(pk=plan.pk)
    if stored.status not in TRANSITIONS[act].sources or stored.version != seen:
        raise Overtaken(stored)
    if reasons := hindrances_of(stored, act):
        raise Hindered(reasons)
    return stored


def _judge(plan: ActionPlan, by: User | None, comment: str, *, is_approved: bool) -> None:
    version = plan.versions.defer("content").get(number=plan.version)
    if by is not None and version.submitted_by_id == by.pk:
        raise OwnSubmission
    PlanVerdict.objects.create(
        version=version, is_approved=is_approved, comment=comment, at=timezone.now(), by=by
    )


def _passed(plan: ActionPlan, act: Act, by: User | None, **data: Any) -> ActionPlan:
    plan.status = TRANSITIONS[act].target
    plan.updated_by = by
    plan.save(update_fields=["status", "version", "updated_by", "updated_at"])
    record(VERB_OF[act], plan, by=by, agreement=plan.agreement, organisation=plan.organisation, **data)
    return plan
