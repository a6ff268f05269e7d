"""What differs between two versions, as a workbook: the rows of the page, and never a formula."""

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client

from overenskommelse.domain.transitions import Act
from overenskommelse.models import ActionPlan, Agreement
from overenskommelse.services.measures import save_row
from tests.overenskommelse.pages import text
from tests.overenskommelse.plans import make_measure, make_plan
from tests.overenskommelse.test_county_plans import LINE, bring

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


@pytest.fixture
def address(agreement: Agreement) -> str:
    """Of a plan with two submitted versions: one measure changed, one added, one removed, a text changed."""
    plan = make_plan(agreement, "0380", background="Så var det.")
    first = make_measure(plan, "=1+1", planned={LINE: 7_000}, area="nara-vard")
    gone = make_measure(plan, "Utgår")
    bring(plan, Act.SUBMIT, Act.SEND_BACK)
    plan.refresh_from_db()
    values = {f"planned:{LINE}": "9 000", "description": "+46 18 och @alla"}
    save_row(measure=first, values=values, seen=first.revision, by=None)
    gone.removed_at = plan.created_at
    gone.save()
    make_measure(plan, "-Mobilt team")
    ActionPlan.objects.filter(pk=plan.pk).update(background="Så är det.")
    bring(plan, Act.SUBMIT)
    return f"/action-plans/{plan.pk}/versions/compare/?before=1&after=2"


def sheets(client: Client, address: str) -> Any:
    answer = client.get(address + "&_export=xlsx")
    assert 'filename="action_plan-' in answer["Content-Disposition"]
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def test_the_rows_of_the_page_and_no_formulas(address: str, client_for: ClientFor) -> None:
    book = sheets(client_for("samordnare.uppsala"), address)
    headings, *rows = book["Det här skiljer"].iter_rows(values_only=True)
    assert headings[-2:] == ("Version 1", "Version 2")
    assert [tuple(cell or "" for cell in row) for row in rows] == [
        ("Planens texter", "", "Ändrade", "Bakgrund", "Så var det.", "Så är det."),
        ("Åtgärder", "-Mobilt team", "Tillagda", "", "", ""),
        ("Åtgärder", "Utgår", "Borttagna", "", "", ""),
        ("Åtgärder", "=1+1", "Ändrade", "Beskrivning", "", "+46 18 och @alla"),
        ("Åtgärder", "=1+1", "Ändrade", rows[4][3], "7\u00a0000", "9\u00a0000"),
    ]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    money = {row[0]: row for row in book["Pengarna"].iter_rows(min_row=2, values_only=True)}
    assert money["Summa"][3:6] == (7_000, 9_000, 2_000)


def test_the_page_says_what_it_compares_and_links_to_its_file(address: str, client_for: ClientFor) -> None:
    page = text(client_for("samordnare.uppsala").get(address))
    assert "Version 1 → Version 2" in page
    assert re.search(r'href="\?before=1&amp;after=2&amp;_export=xlsx"', page)


def test_who_does_not_see_the_plan_gets_no_file(address: str, client_for: ClientFor) -> None:
    assert client_for("samordnare.skane").get(address + "&_export=xlsx").status_code == 404
    nothing = address.replace("after=2", "after=9")
    assert "spreadsheet" not in client_for("admin").get(nothing + "&_export=xlsx")["Content-Type"]
