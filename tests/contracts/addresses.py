"""The rows of the permission table, and what the ``{…}`` of their addresses stand for."""

import csv
from pathlib import Path
from typing import Any

from allocation.models import Dataset, Import, Indicator
from allocation.services import runs
from overenskommelse.domain.transitions import Act
from overenskommelse.models import (
    ActionPlan,
    Agreement,
    Attachment,
    Membership,
    Organisation,
    OtherAgreement,
    Reminder,
    Undertaking,
    User,
)
from overenskommelse.services.reminders import open_feed
from overenskommelse.services.versions import DEEDS
from reporting.services import requisitions
from reporting.services.fixtures import DemoYear
from tests.contracts.money_objects import of_costs, of_drawdowns, of_payments, of_reports, of_settlements

TABLE = Path(__file__).with_name("permissions.csv")


def rows() -> list[dict[str, str]]:
    """method, address, then the status of each person."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def make_objects(year: DemoYear) -> dict[str, Any]:
    """Placeholder → what stands in its place, of the demo year or made here."""
    admin, agreement = User.objects.get(email="admin@demo.test"), year.agreement
    rss = Organisation.objects.get(code="RSS03")
    municipality = Organisation.objects.get(code="0380")
    plan = ActionPlan.objects.create(agreement=agreement, organisation=municipality, name="Plan")
    return {
        **_of_allocation(year, admin),
        **of_payments(agreement),
        **of_settlements(agreement),
        **of_costs(agreement, admin),
        **of_reports(agreement),
        **of_drawdowns(agreement),
        "plan": plan.pk,
        "measure": plan.measures.create(title="Åtgärd").pk,
        "agreement": agreement.code,
        "draft_agreement": _draft_agreement().code,
        "line": agreement.lines.get(code="regioner-nara-vard").pk,
        "membership": Membership.objects.get(user__email="kommun.uppsala@demo.test").pk,
        "draft": requisitions.open_draft(agreement=agreement, recipient=rss, by=None).pk,
        "issued": year.document.requisition.pk,
        "document": year.document.number,
        "code": year.document.code,
        **_of_a_measure(plan),
        "reminder": _reminder(plan).pk,
        "feed": open_feed(user=admin).secret,
        **_plans_in_every_state(agreement),
        **_of_a_county(plan.organisation.county),
    }


def _draft_agreement() -> Agreement:
    return Agreement.objects.create(
        code="utkast", name="Utkast", year=2022, period_start="2022-01-01", period_end="2022-12-31"
    )


def _of_allocation(year: DemoYear, admin: User) -> dict[str, Any]:
    """What the addresses of statistics, runs and decisions name."""
    return {
        "upload": _upload(admin).pk,
        "dataset": year.datasets[0].pk,
        "decided": year.decision.run.pk,
        "undecided": runs.create_run(agreement=year.agreement, by=admin).pk,
        "decision": year.decision.pk,
        "indicator": "population",
        "other_version": _next_version(year.datasets[0]).pk,
    }


def _upload(by: User) -> Import:
    return Import.objects.create(
        file_name="folkmangd.csv",
        content=b"kod;namn;antal\n03;Uppsala;1\n",
        indicator=Indicator.objects.get(code="population"),
        reference_date="2021-11-01",
        created_by=by,
    )


def _reminder(plan: ActionPlan) -> Reminder:
    about = {"agreement": plan.agreement, "organisation": plan.organisation}
    sent = {"subject": "Er plan", "text": "Hej!", "recipients": ["kommun.uppsala@demo.test"]}
    return Reminder.objects.create(**about, **sent, on="2021-05-03")


def _plans_in_every_state(agreement: Agreement) -> dict[str, int]:
    """A municipality's plans, each brought to its state by the acts that lead there; a region's submitted."""
    ways: dict[str, tuple[Act, ...]] = {
        "submitted": (Act.SUBMIT,),
        "returned": (Act.SUBMIT, Act.SEND_BACK),
        "approved": (Act.SUBMIT, Act.APPROVE),
        "followed_up": (Act.SUBMIT, Act.APPROVE, Act.FOLLOW_UP),
        "closed": (Act.SUBMIT, Act.APPROVE, Act.FOLLOW_UP, Act.CLOSE),
    }
    found = {f"{status}_plan": _brought(agreement, "0380", status, acts) for status, acts in ways.items()}
    found["region_plan"] = _brought(agreement, "R12", "submitted", (Act.SUBMIT,))
    ActionPlan.objects.filter(name="returned").update(carried_from=found["closed_plan"])
    return found


def _brought(agreement: Agreement, code: str, name: str, acts: tuple[Act, ...]) -> int:
    organisation = Organisation.objects.get(code=code)
    plan = ActionPlan.objects.create(agreement=agreement, organisation=organisation, name=name)
    plan.measures.create(title="Åtgärd")
    for act in acts:
        DEEDS[act](plan=plan, seen=1, by=None, comment="Rätta.")
    return plan.pk


def _of_a_measure(plan: ActionPlan) -> dict[str, Any]:
    """An indicator with a reading, and a file, of the plan's first measure; a part of the own tree."""
    measure = plan.measures.all()[0]
    indicator = plan.indicators.create(measure=measure, name="Antal")
    file = Attachment.objects.create(
        organisation=plan.organisation, name="a.pdf", content_type="application/pdf", size=1, content=b"x"
    )
    measure.attachments.add(file)
    reading = indicator.readings.create(on="2021-06-30", value=1)
    node = plan.nodes.create(name="Del")
    return {"plan_indicator": indicator.pk, "reading": reading.pk, "file": file.pk, "node": node.pk}


def _of_a_county(county: Any) -> dict[str, int]:
    """An own undertaking, and a state agreement that is not handled here."""
    undertaking = Undertaking.objects.create(county=county, document="Avtalet", name="Teambaserad vård")
    other = OtherAgreement.objects.create(county=county, name="Psykisk hälsa")
    return {"undertaking": undertaking.pk, "other_agreement": other.pk}


def _next_version(dataset: Dataset) -> Dataset:
    """A later version, without values, of which no decision knows."""
    same = ("indicator", "level", "reference_date", "file", "file_name", "value_column")
    given: dict[str, Any] = {name: getattr(dataset, name) for name in same}
    return Dataset.objects.create(
        **given, version=2, supersedes=dataset, row_count=0, total=0, content_digest="0" * 64
    )
