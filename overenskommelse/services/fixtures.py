"""Loading registers, agreements and the demo year from ``fixtures/``.

What is already there is left as it is: an administrator's edits outlive every start of the program.
"""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from overenskommelse.choices import AgreementStatus, OrganisationKind
from overenskommelse.models import (
    Agreement,
    County,
    Deadline,
    DevelopmentArea,
    FocusArea,
    FundingLine,
    Membership,
    Organisation,
    PrintedSum,
    Requirement,
    User,
)
from overenskommelse.models.requirements import CONCERNS
from overenskommelse.services.events import record
from overenskommelse.templatetags.formats import kr

FIXTURES: Path = settings.BASE_DIR / "fixtures"
ORGANISATION_FILES = {
    "regions.csv": OrganisationKind.REGION,
    "rss.csv": OrganisationKind.RSS,
    "municipalities.csv": OrganisationKind.MUNICIPALITY,
    "others.csv": None,
}


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a fixture; lines that begin with ``#`` name its source."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))


@transaction.atomic
def load_registers() -> None:
    """Counties, regions, RSS, municipalities and national organisations that are not there yet."""
    folder = FIXTURES / "recipients"
    counties = [
        County(**row | {"aliases": row["aliases"].split("|") if row["aliases"] else []})
        for row in read_csv(folder / "counties.csv")
    ]
    County.objects.bulk_create(counties, ignore_conflicts=True)
    known = set(Organisation.objects.values_list("code", flat=True))
    Organisation.objects.bulk_create(
        _organisation(row, kind)
        for name, kind in ORGANISATION_FILES.items()
        for row in read_csv(folder / name)
        if row["code"] not in known
    )


def _organisation(row: dict[str, str], kind: OrganisationKind | None) -> Organisation:
    fields = dict(row)
    county = fields.pop("county", None)
    return Organisation(kind=kind or fields.pop("kind"), county_id=county, **fields)


def agreement_files(*, demo: bool) -> list[Path]:
    """The agreements in force; with the demo year also closed ones, on which its other plans stand."""
    paths = sorted((FIXTURES / "agreements").glob("*.json"))
    closed = AgreementStatus.CLOSED
    return [path for path in paths if demo or json.loads(path.read_text("utf-8"))["status"] != closed]


@transaction.atomic
def load_agreement(path: Path) -> Agreement:
    """The agreement in ``path`` (JSON) with all its parts; an agreement that is there is left as it is."""
    data = json.loads(path.read_text(encoding="utf-8"))
    found = Agreement.objects.filter(code=data["code"]).first()
    return found or _create_agreement(data)


def _create_agreement(data: dict[str, Any]) -> Agreement:
    state, association = (party["name"] for party in data["parties"])
    head = ("code", "name", "year", "status", "purpose", "period_start", "period_end", "signed_on")
    agreement = Agreement.objects.create(
        **{field: data[field] for field in head},
        registration_number=data["registration_number"] or "",
        payment_registration_number=data["payment_registration_number"] or "",
        state_party=state,
        association_party=association,
    )
    areas = _create_areas(agreement, data["areas"])
    lines = _create_lines(agreement, data["lines"], areas)
    _create_printed_sums(agreement, data["printed_sums"], areas, lines)
    _create_deadlines(agreement, data["deadlines"])
    _create_requirements(agreement, data["requirements"], areas)
    record("agreements.loaded", agreement, by=None, agreement=agreement)
    return agreement


def _create_areas(agreement: Agreement, rows: list[dict[str, Any]]) -> dict[str, DevelopmentArea]:
    areas = {}
    for position, row in enumerate(rows):
        fields = {field: row[field] for field in ("code", "name", "section")}
        area = DevelopmentArea.objects.create(agreement=agreement, position=position, **fields)
        FocusArea.objects.bulk_create(
            FocusArea(area=area, position=place, **focus) for place, focus in enumerate(row["focus_areas"])
        )
        areas[area.code] = area
    return areas


def _create_lines(
    agreement: Agreement, rows: list[dict[str, Any]], areas: dict[str, DevelopmentArea]
) -> dict[str, FundingLine]:
    same = (
        "code", "name", "recipient_kind", "amount", "base_amount", "agreed_method", "applied_method",
        "method_note", "appropriation_note",
    )  # fmt: skip
    organisations = {o.code: o for o in Organisation.objects.exclude(kind=OrganisationKind.MUNICIPALITY)}
    lines = [
        FundingLine(
            agreement=agreement,
            position=position,
            area=areas.get(row["area"]),
            pass_through_to=organisations.get(row["pass_through_to"]),
            appropriation_item="; ".join(f"{i['number']} {i['name']}" for i in row["appropriation_items"]),
            earmark_note="; ".join(f"{e['purpose']}: {kr(e['amount'])}" for e in row["earmarks"]),
            section=", ".join(row["sections"]),
            eligible_purposes="\n".join(row["eligible_purposes"]),
            **{field: row[field] for field in same},
        )
        for position, row in enumerate(rows)
    ]
    return {line.code: line for line in FundingLine.objects.bulk_create(lines)}


def _create_printed_sums(
    agreement: Agreement,
    rows: list[dict[str, Any]],
    areas: dict[str, DevelopmentArea],
    lines: dict[str, FundingLine],
) -> None:
    PrintedSum.objects.bulk_create(
        PrintedSum(
            agreement=agreement,
            section=row["section"],
            scope=row["scope"],
            area=areas.get(row["area"]),
            line=lines.get(row["line"]),
            recipient_kind=row["recipient_kind"] or "",
            amount=row["amount"],
            note=row["note"],
        )
        for row in rows
    )


def _binds(row: dict[str, Any]) -> dict[str, bool]:
    return {CONCERNS[OrganisationKind(kind)]: True for kind in row["who"]}


def _create_deadlines(agreement: Agreement, rows: list[dict[str, Any]]) -> None:
    same = ("code", "date", "what", "section", "consequence", "note")
    Deadline.objects.bulk_create(
        Deadline(
            agreement=agreement,
            addressee=row["submitted_to"] or "",
            **_binds(row),
            **{field: row[field] for field in same},
        )
        for row in rows
    )


def _create_requirements(
    agreement: Agreement, rows: list[dict[str, Any]], areas: dict[str, DevelopmentArea]
) -> None:
    focus = {
        (f.area.code, f.code): f
        for f in FocusArea.objects.filter(area__agreement=agreement).select_related("area")
    }
    same = ("code", "section", "kind", "due", "text")
    Requirement.objects.bulk_create(
        Requirement(
            agreement=agreement,
            area=areas.get(row["area"]),
            focus_area=focus.get((row["area"], row["focus_area"])),
            **_binds(row),
            **{field: row[field] for field in same},
        )
        for row in rows
    )


@transaction.atomic
def load_demo() -> None:
    """The demo year: example numbers and contact details, and one user per role (password ``demo``)."""
    data = json.loads((FIXTURES / "demo.json").read_text(encoding="utf-8"))
    _example_numbers(data)
    for contact in data["contacts"]:
        fields = {key: value for key, value in contact.items() if key != "organisation"}
        Organisation.objects.filter(code=contact["organisation"], contact_person="").update(
            is_example=True, **fields
        )
    for person in data["users"]:
        _demo_user(person)


def _example_numbers(data: dict[str, Any]) -> None:
    Agreement.objects.filter(code=data["agreement"], registration_number="").update(
        registration_number=data["registration_number"],
        payment_registration_number=data["payment_registration_number"],
        numbers_are_examples=True,
    )


def _demo_user(person: dict[str, Any]) -> None:
    user = User.objects.filter(email=person["email"]).first() or User.objects.create_user(
        person["email"], "demo", name=person["name"]
    )
    for held in person["memberships"]:
        organisation = Organisation.objects.get(code=held["organisation"])
        Membership.objects.get_or_create(user=user, organisation=organisation, role=held["role"])
