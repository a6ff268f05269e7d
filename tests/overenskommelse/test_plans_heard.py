"""Printed plans for those who listen to them."""

from pathlib import Path

import pytest

from allocation.services.fixtures import load_demo_splits
from overenskommelse.documents import Stamp, plan_pdf
from overenskommelse.selectors import content_of
from overenskommelse.services.fixtures import FIXTURES
from reporting.services.fixtures import DemoYear
from tests.overenskommelse.plans import demo_plan
from tests.reporting.pdfs import LONG, barriers

PLANS = sorted(path.stem for path in (FIXTURES / "plans").glob("*.json"))


@pytest.mark.parametrize("name", PLANS)
def test_who_listens_to_a_plan_misses_nothing(name: str, demo_year: DemoYear, tmp_path: Path) -> None:
    load_demo_splits(demo_year.agreement)
    pdf = plan_pdf(content_of(demo_plan(name)), Stamp("Godkänd", "2021-06-01"))
    assert barriers(pdf, tmp_path, LONG) == []
