"""The rows of the permission table, and what the ``{…}`` of their addresses stand for."""

import csv
from pathlib import Path
from typing import Any

from allocation.models import Dataset, Import, Indicator
from allocation.services import runs
from overenskommelse.models import ActionPlan, Agreement, Membership, Organisation, User
from overenskommelse.services.attachments import keep
from reporting.models import Cost, CostImport, CostRule, CostUpload, PaymentPart
from reporting.services import batches, requisitions
from reporting.services.fixtures import DemoYear

TABLE = Path(__file__).with_name("permissions.csv")


def rows() -> list[dict[str, str]]:
    """method, address, then the status of each person."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def make_objects(year: DemoYear) -> dict[str, Any]:
    """Placeholder → what stands in its place, of the demo year or made here."""
    admin, agreement = User.objects.get(email="admin@demo.test"), year.agreement
    draft = Agreement.objects.create(
        code="utkast", name="Utkast", year=2022, period_start="2022-01-01", period_end="2022-12-31"
    )
    rss = Organisation.objects.get(code="RSS03")
    plan = ActionPlan.objects.create(agreement=agreement, organisation=Organisation.objects.get(code="0380"))
    return {
        **_money(agreement),
        **_costs(agreement, admin),
        "plan": plan.pk,
        "agreement": agreement.code,
        "draft_agreement": draft.code,
        "line": agreement.lines.get(code="regioner-nara-vard").pk,
        "membership": Membership.objects.get(user__email="kommun.uppsala@demo.test").pk,
        "upload": _upload(admin).pk,
        "dataset": year.datasets[0].pk,
        "decided": year.decision.run.pk,
        "undecided": runs.create_run(agreement=agreement, by=admin).pk,
        "decision": year.decision.pk,
        "draft": requisitions.open_draft(agreement=agreement, recipient=rss, by=None).pk,
        "issued": year.document.requisition.pk,
        "document": year.document.number,
        "code": year.document.code,
        "indicator": "population",
        "other_version": _next_version(year.datasets[0]).pk,
    }


def _upload(admin: User) -> Import:
    return Import.objects.create(
        file_name="folkmangd.csv",
        content=b"kod;namn;antal\n03;Uppsala;1\n",
        indicator=Indicator.objects.get(code="population"),
        reference_date="2021-11-01",
        created_by=admin,
    )


def _money(agreement: Agreement) -> dict[str, Any]:
    """What the addresses of payments name."""
    PaymentPart.objects.create(agreement=agreement, number=1, percent=99)
    part = PaymentPart.objects.create(agreement=agreement, number=2, percent=1, condition="Delrapport")
    officer = User.objects.get(email="ekonom.uppsala@demo.test")
    return {
        "batch": batches.begin_batch(agreement=agreement, recipients=[], by=officer).pk,
        "part": part.pk,
        "exception": agreement.late_requisitions.get().pk,
        "onward": agreement.lines.get(code="regioner-1177").pk,
    }


def _costs(agreement: Agreement, admin: User) -> dict[str, Any]:
    """What the addresses of costs name: all of Region Uppsala."""
    region = Organisation.objects.get(code="R03")
    own: dict[str, Any] = {"agreement": agreement, "organisation": region}
    line = agreement.lines.get(code="regioner-nara-vard")
    content = b"#FLAGGA 0\n#SIETYP 4\n"
    file = keep(organisation=region, name="a.se", media_type="application/x-sie", content=content, by=None)
    counted = CostImport.objects.create(**own, file=file, total=0, unmatched=0)
    typed = Cost.objects.create(**own, line=line, source="typed", text="Resor", amount=100)
    rule = CostRule.objects.create(organisation=region, line=line, account_from="40", account_to="40")
    waiting = CostUpload.objects.create(**own, name="b.se", content=content, created_by=admin)
    return {"cost": typed.pk, "cost_file": counted.pk, "cost_rule": rule.pk, "cost_upload": waiting.pk}


def _next_version(dataset: Dataset) -> Dataset:
    """A later version, without values, of which no decision knows."""
    same = ("indicator", "level", "reference_date", "file", "file_name", "value_column")
    given: dict[str, Any] = {name: getattr(dataset, name) for name in same}
    return Dataset.objects.create(
        **given, version=2, supersedes=dataset, row_count=0, total=0, content_digest="0" * 64
    )
