"""How far an action plan has come, which version of it is in force, and what stops it from going on."""

from dataclasses import dataclass
from functools import cached_property

from overenskommelse.choices import ACTS, HINDRANCES, PlanStatus
from overenskommelse.domain.transitions import PATH, TRANSITIONS, Act, Party, acts_from, hindrances, place
from overenskommelse.models import ActionPlan, PlanVersion, User
from overenskommelse.permissions import party_to
from overenskommelse.selectors.plans import money_of
from overenskommelse.templatetags.formats import kr


@dataclass(frozen=True)
class Step:
    """A state on the way of a plan: passed, where it is, or still ahead."""

    label: str
    is_done: bool
    is_current: bool


@dataclass(frozen=True)
class Deed:
    """An act that the person may do: its code, what its button says and the name of its address."""

    act: Act
    label: str
    address: str


@dataclass(frozen=True)
class Life:
    """A plan's state as ``user`` meets it."""

    plan: ActionPlan
    user: User
    versions: list[PlanVersion]

    @property
    def steps(self) -> list[Step]:
        here = place(self.plan.status)
        return [Step(self._label(status, at), at < here, at == here) for at, status in enumerate(PATH)]

    def _label(self, status: str, at: int) -> str:
        returned = self.plan.status == PlanStatus.RETURNED and at == 0
        return str(PlanStatus(self.plan.status if returned else status).label)

    @cached_property
    def acts(self) -> list[Act]:
        """What the person may do with the plan now, the act that leads onward first."""
        return [
            act
            for act in acts_from(self.plan.status)
            if party_to(self.user, self.plan.organisation, TRANSITIONS[act].party)
            and not self.judges_own(act)
        ]

    @property
    def deeds(self) -> list[Deed]:
        """The buttons on every page of the plan. Who follows up ends that on its own page."""
        shown = [act for act in self.acts if act != Act.FOLLOW_UP]
        return [Deed(act, str(ACTS[act]), f"action_plan_{act}") for act in shown]

    def judges_own(self, act: Act) -> bool:
        """Whether ``act`` is a verdict on what the person submitted: somebody else must give it."""
        last = self.last
        return act in VERDICTS and last is not None and last.submitted_by_id == self.user.pk

    @property
    def keeps(self) -> bool:
        """Whether the person writes the plan."""
        return party_to(self.user, self.plan.organisation, Party.KEEPER)

    @property
    def judges(self) -> bool:
        return Act.APPROVE in self.acts

    @property
    def closes(self) -> bool:
        return Act.CLOSE in self.acts

    @property
    def follows_up(self) -> bool:
        """Whether the person enters how the measures went, on a page of its own."""
        return self.keeps and self.plan.status in (PlanStatus.APPROVED, PlanStatus.FOLLOWED_UP)

    @property
    def may_end_follow_up(self) -> bool:
        return Act.FOLLOW_UP in self.acts

    @property
    def is_own_submission(self) -> bool:
        """Whether the person could have judged the plan, had somebody else submitted it."""
        return (
            self.plan.status == PlanStatus.SUBMITTED
            and self.judges_own(Act.APPROVE)
            and party_to(self.user, self.plan.organisation, TRANSITIONS[Act.APPROVE].party)
        )

    @property
    def last(self) -> PlanVersion | None:
        """The version submitted last."""
        return self.versions[0] if self.versions else None

    @property
    def in_force(self) -> PlanVersion | None:
        """The version approved last, which applies until the next one is approved."""
        return next((row for row in self.versions if verdict(row) is True), None)

    @property
    def sent_back(self) -> PlanVersion | None:
        """The version that was sent back and is being mended."""
        return self.last if self.plan.status == PlanStatus.RETURNED else None


VERDICTS = (Act.APPROVE, Act.SEND_BACK)


def verdict(version: PlanVersion) -> bool | None:
    """True: approved, False: sent back, None: not judged yet."""
    return version.verdict.is_approved if hasattr(version, "verdict") else None


def versions_of(plan: ActionPlan) -> list[PlanVersion]:
    """The plan's submitted versions without their content, the latest first. One query."""
    rows = plan.versions.defer("content").select_related("submitted_by", "verdict__by")
    return list(rows.order_by("-number"))


def life_of(plan: ActionPlan, user: User) -> Life:
    """The plan's state as ``user`` meets it. One query."""
    return Life(plan, user, versions_of(plan))


def hindrances_of(plan: ActionPlan, act: Act) -> list[str]:
    """What stops ``act``, in words, each with its remedy; empty when nothing does."""
    over_used = [
        (", ".join(str(part) for part in (row.line, row.area) if part), row.finding.amount)
        for row in money_of(plan).findings
        if row.finding.is_error
    ]
    return [
        str(HINDRANCES[found.code]) % {"line": found.line, "amount": kr(found.amount)}
        for found in hindrances(act, plan.measures.kept().count(), over_used)
    ]
