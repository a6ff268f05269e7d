"""A joint measure on paper: everybody's own share, in every document, and the whole once."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client

from overenskommelse.documents import Stamp, county_html, plan_html
from overenskommelse.documents.county_plans import PrintedCounty
from overenskommelse.documents.layouts import Printed
from overenskommelse.domain.transitions import Act
from overenskommelse.models import ActionPlan, Agreement, Organisation, User
from overenskommelse.selectors import content_of, money_of
from overenskommelse.selectors.comparisons import Comparison
from overenskommelse.selectors.content import Content
from overenskommelse.selectors.county_content import county_content
from overenskommelse.selectors.county_plans import county_plans
from overenskommelse.selectors.frozen import Frozen
from overenskommelse.services.county_plans import fingerprint_of, share_measure
from tests.overenskommelse.plans import make_measure, make_plan
from tests.overenskommelse.test_county_plans import COUNTY, LINE, bring

pytestmark = pytest.mark.django_db
CODES = ("0380", "0330", "R03")
SHARES = {"0380": 400_000, "0330": 350_000, "R03": 250_000}


@pytest.fixture
def plans(agreement: Agreement, user_of: Callable[[str], User]) -> dict[str, ActionPlan]:
    """Uppsala's jour for a million, borne by three; 100 001 kr of it used, and Knivsta has a measure too."""
    plans = {code: make_plan(agreement, code, name=f"Plan {code}") for code in CODES}
    jour = make_measure(plans["0380"], "Gemensam jour", {LINE: 1_000_000}, {LINE: 100_001}, area="nara-vard")
    make_measure(plans["0330"], "Hembesök", {LINE: 200_000}, area="nara-vard")
    make_measure(plans["R03"], "Samordning")
    shares = {Organisation.objects.get(code=code): amount for code, amount in SHARES.items()}
    seen = fingerprint_of(jour)
    share_measure(measure=jour, shares=shares, seen=seen, by=user_of("samordnare.uppsala"))
    return plans


def paper(content: Content) -> str:
    html = plan_html(content, Stamp("Utkast", "2021-06-01"))
    return " ".join(html.replace("\u00a0", " ").split())


def test_every_paper_counts_its_own_share_as_the_page_does(plans: dict[str, ActionPlan]) -> None:
    printed = {code: Printed(content_of(plan)).total for code, plan in plans.items()}
    assert {code: money.planned for code, money in printed.items()} == {
        "0380": 400_000, "0330": 550_000, "R03": 250_000,
    }  # fmt: skip
    assert {code: money.used for code, money in printed.items()} == {
        "0380": 40_001, "0330": 35_000, "R03": 25_000,
    }  # fmt: skip
    for code, plan in plans.items():
        live = money_of(plan).total
        assert (live.planned, live.used) == (printed[code].planned, printed[code].used)


def test_the_owners_paper_names_everybody_and_the_whole(plans: dict[str, ActionPlan]) -> None:
    shown = paper(content_of(plans["0380"]))
    parts = "Uppsala 400 000 kr; Knivsta 350 000 kr; Region Uppsala 250 000 kr"
    assert f"Gemensam åtgärd, 1 000 000 kr i allt: {parts}" in shown
    assert Printed(content_of(plans["0380"])).area_parts[0].groups[0].sums == ["400\u00a0000", "40\u00a0001"]


def test_a_partners_paper_has_the_measure_with_its_share(plans: dict[str, ActionPlan]) -> None:
    content = content_of(plans["0330"])
    assert "Gemensam åtgärd i planen för Uppsala, 1 000 000 kr i allt" in paper(content)
    (group,) = Printed(content).area_parts[0].groups
    assert [entry.title for entry in group.entries] == ["Hembesök", "Gemensam jour"]
    amounts = [cell.parts for cell in group.entries[1].cells if cell.is_number]
    assert amounts == [["350\u00a0000"], ["35\u00a0000"]]
    assert group.sums == ["550\u00a0000", "35\u00a0000"]
    # The region is paid by a line of its own.
    (joint,) = content_of(plans["R03"])["joint"]
    assert joint["money"] == [{"line": "regioner-nara-vard", "planned": 250_000, "used": 25_000}]


def test_a_version_is_compared_by_what_is_borne(plans: dict[str, ActionPlan]) -> None:
    before = content_of(plans["0330"])
    plans["0380"].measures.get().amounts.update(planned=2_000_000, used=0)
    found = Comparison(before, content_of(plans["0330"]))
    (part,) = found.parts
    assert [(str(cell.label), cell.after.replace("\u00a0", " ")) for cell in part.changed[0].cells] == [
        ("Gemensam åtgärd", "i planen för Uppsala, 2 000 000 kr i allt"),
        ("Använt: Utveckling av den nära vården, kommunerna", ""),
    ]
    assert (found.total.planned, found.total.used) == (0, -35_000), "the owner bears what is not shared yet"


def test_a_version_from_before_shares_were_recorded_is_read(plans: dict[str, ActionPlan]) -> None:
    old = content_of(plans["0330"])
    del old["joint"]
    assert (Frozen(old).total.planned, Frozen(old).joint) == (200_000, {})
    assert "Gemensam jour" not in paper(old)


def test_a_filtered_paper_has_only_what_was_chosen(
    plans: dict[str, ActionPlan], client_for: Callable[[str], Client]
) -> None:
    answer = client_for("samordnare.uppsala").get(f"/action-plans/{plans['0330'].pk}/pdf/?text=hembesök")
    assert answer.content.startswith(b"%PDF")


def county(agreement: Agreement, user: User) -> Content:
    owner = Organisation.objects.get(code="R03").county
    assert owner
    return county_content(county_plans(agreement, owner, user))


@pytest.mark.parametrize("submitted", [CODES, ("0380",), ("0380", "0330"), ("0330", "R03")])
def test_the_county_counts_every_krona_once(
    plans: dict[str, ActionPlan],
    agreement: Agreement,
    user_of: Callable[[str], User],
    submitted: tuple[str, ...],
) -> None:
    """Whoever of them has submitted."""
    for code in submitted:
        bring(plans[code], Act.SUBMIT)
    found = PrintedCounty(county(agreement, user_of("samordnare.uppsala")))
    planned = {row.row["organisation"]["code"]: row.money.planned for row in found.rows if row.money.planned}
    own = {"0330": 200_000} if "0330" in submitted else {}
    borne = {code: amount for code, amount in SHARES.items() if "0380" in submitted or code in submitted}
    assert planned == {code: amount + own.get(code, 0) for code, amount in borne.items()}


def test_an_older_version_of_a_partner_follows_the_owners(
    plans: dict[str, ActionPlan], agreement: Agreement, user_of: Callable[[str], User]
) -> None:
    bring(plans["0330"], Act.SUBMIT)
    jour = plans["0380"].measures.get()
    by, seen = user_of("samordnare.uppsala"), fingerprint_of(jour)
    shares = {Organisation.objects.get(code=code): 500_000 for code in ("0380", "0330")}
    share_measure(measure=jour, shares=shares, seen=seen, by=by)
    bring(plans["0380"], Act.SUBMIT)
    content = county(agreement, by)
    found = PrintedCounty(content)
    assert found.money.planned == 1_200_000
    shown = " ".join(county_html(content).replace("\u00a0", " ").split())
    assert "Gemensam åtgärd i planen för Uppsala, 1 000 000 kr i allt" in shown


def test_the_countys_workbook_has_each_share_at_its_own(
    plans: dict[str, ActionPlan], client_for: Callable[[str], Client]
) -> None:
    for plan in plans.values():
        bring(plan, Act.SUBMIT)
    answer = client_for("samordnare.uppsala").get(COUNTY + "xlsx/")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sums = {row[0]: row[8] for row in book["Alla planer"].iter_rows(min_row=2, values_only=True)}
    assert sums["0380"] + sums["0330"] + sums["R03"] == 1_200_000
    jour = [
        [cell for cell in row if isinstance(cell, int)]
        for sheet in book.worksheets[3:]
        for row in sheet.iter_rows(values_only=True)
        if row[0] == "Gemensam jour"
    ]
    assert sorted(jour) == [[250_000, 25_000], [350_000, 35_000], [400_000, 40_001]]
    shared = [row[5] for row in book["Gemensamma åtgärder"].iter_rows(min_row=2, values_only=True)]
    assert sum(shared) == 1_000_000
