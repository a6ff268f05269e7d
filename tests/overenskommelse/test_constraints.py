"""The database knows the rules: each named constraint of the three apps is broken once and refuses.

A case takes a stored row, changes what it must and stores it again. A new constraint without a case fails.
"""

from collections.abc import Iterator
from copy import copy
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import BaseConstraint, Model, UniqueConstraint

from allocation.models import Indicator, SourceMapping
from overenskommelse.models import Organisation
from reporting.services.fixtures import DemoYear
from tests.overenskommelse import constrained
from tests.reporting import constrained as money

APPS = ("overenskommelse", "allocation", "reporting")
REGION = {"code": "R12"}
DRAFT: dict[str, Any] = {"status": "draft", "document": None}
NOBODY = {"for_regions": False, "for_rss": False, "for_skr": False}

# constraint: (which stored row, what is changed in the copy). Those of plans stand in constrained.py.
OWN_CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "organisation_kind_is_known": (REGION, {"code": "X", "organisation_number": "", "kind": "x"}),
    "organisation_has_county_unless_national": (
        REGION,
        {"code": "X", "organisation_number": "", "county": None},
    ),
    "organisation_number_once_per_kind": ({"code": "1280"}, {"code": "X"}),
    "one_region_and_one_rss_per_county": (REGION, {"code": "X", "organisation_number": ""}),
    "agreement_period_is_a_period": ({}, {"code": "x", "period_end": "2020-12-31"}),
    "agreement_status_is_known": ({}, {"code": "x", "status": "x"}),
    "area_once_per_agreement": ({}, {}),
    "focus_area_once_per_area": ({}, {}),
    "line_once_per_agreement": ({}, {}),
    "line_amount_is_positive": ({"base_amount": 0}, {"code": "x", "amount": 0}),
    "line_base_within_amount": ({"base_amount": 0}, {"code": "x", "base_amount": -1}),
    "line_recipient_kind_is_known": ({}, {"code": "x", "recipient_kind": "x"}),
    "line_says_where_methods_part": (
        {"code": "regioner-vidareutbildning"},
        {"code": "x", "method_note": ""},
    ),
    "printed_sum_fits_its_scope": ({"scope": "total"}, {"recipient_kind": "rss"}),
    "user_email_is_lower_case": ({}, {"email": "Ny@demo.test"}),
    "membership_once": ({}, {}),
    "membership_role_is_known": ({}, {"role": "x"}),
    "deadline_concerns_somebody": ({}, {"code": "x", **NOBODY}),
    "deadline_once_per_agreement": ({}, {}),
    "requirement_concerns_somebody": ({}, {"code": "x", **NOBODY}),
    "requirement_once_per_agreement": ({}, {}),
    "reference_date_once": ({}, {}),
    "indicator_level_is_known": ({}, {"code": "x", "level": "x"}),
    "mapping_once_per_source": ({}, {}),
    "dataset_version_once": ({}, {}),
    "dataset_level_is_known": ({}, {"level": "x"}),
    "dataset_version_follows_another": ({}, {"version": 2}),
    "value_once_per_dataset": ({}, {}),
    "value_is_not_negative": ({}, {"code": "9999", "value": -1}),
    "run_line_once": ({}, {}),
    "run_line_is_allocated_or_says_what_is_missing": (
        {"status": "allocated"},
        {"code": "x", "missing_indicators": ["nurses"]},
    ),
    "run_input_once": ({}, {}),
    "amount_once_per_line": ({}, {}),
    "amount_is_floor_plus_correction": ({}, {"recipient": "KAM", "amount": 0, "floor": 1, "correction": 1}),
    "amount_is_not_negative": ({}, {"recipient": "KAM", "amount": -1, "floor": -1, "correction": 0}),
    "published_table_once": ({}, {}),
    "published_amount_once": ({}, {}),
    "one_draft_requisition_per_recipient": (DRAFT, {}),
    "requisition_amount_is_positive": ({"status": "issued"}, {**DRAFT, "recipient": "R12", "amount": 0}),
    "requisition_period_is_a_period": (
        {"status": "issued"},
        {**DRAFT, "recipient": "R12", "period_end": "2020-12-31"},
    ),
    "requisition_is_draft_or_has_its_document": ({"status": "issued"}, {"document": None}),
}
CASES = OWN_CASES | constrained.CASES | money.CASES
# PostgreSQL names the alphabetically first of two broken checks; an unknown kind breaks both.
ALSO = {
    "report_status_is_known": "certified_report_has_its_document",
    "organisation_kind_is_known": "organisation_has_county_unless_national",
}


def constraints() -> Iterator[tuple[type[Model], BaseConstraint]]:
    """Every constraint of the models that the project itself writes."""
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            yield from ((model, constraint) for constraint in model._meta.constraints)


def changed_copy(model: type[Model], which: dict[str, Any], change: dict[str, Any]) -> Model:
    row = copy(model._default_manager.filter(**which)[:1].get())
    row.pk, row._state.adding = None, True
    for field, value in change.items():
        is_code = field in ("recipient", "region")
        stored = value() if callable(value) else value
        setattr(row, field, Organisation.objects.get(code=value) if is_code else stored)
    return row


def is_named(error: IntegrityError, model: type[Model], constraint: BaseConstraint) -> bool:
    """Whether the database names the constraint; SQLite names a unique one by its columns."""
    said = str(error)
    if constraint.name in said or ALSO.get(constraint.name, constraint.name) in said:
        return True
    fields = constraint.fields if isinstance(constraint, UniqueConstraint) else ()
    columns = [f"{model._meta.db_table}.{model._meta.get_field(name).column}" for name in fields]  # type: ignore[union-attr]
    return bool(columns) and all(column in said for column in columns)


def test_every_constraint_has_a_case() -> None:
    assert {constraint.name for _model, constraint in constraints()} == set(CASES)
    assert len(CASES) == len(OWN_CASES) + len(constrained.CASES) + len(money.CASES)


@pytest.mark.django_db
def test_every_constraint_refuses(demo_year: DemoYear) -> None:
    issued = demo_year.document.requisition
    draft = changed_copy(type(issued), {"pk": issued.pk}, {**DRAFT, "recipient": "RSS03"})
    draft.save()
    constrained.make_rows(demo_year.agreement)
    money.make_rows(demo_year.agreement)
    SourceMapping.objects.create(indicator=Indicator.objects.get(code="nurses"), source="SCB")
    for model, constraint in constraints():
        row = changed_copy(model, *CASES[constraint.name])
        with pytest.raises(IntegrityError) as error, transaction.atomic():
            model._default_manager.bulk_create([row])
        assert is_named(error.value, model, constraint), (constraint.name, str(error.value))
