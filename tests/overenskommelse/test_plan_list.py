"""The list of plans: sums, filters, who may begin one, and what it costs."""

from overenskommelse.models import ActionPlan, Agreement, Measure, Organisation
from tests.overenskommelse.pages import queries, text
from tests.overenskommelse.plans import make_measure, make_plan
from tests.overenskommelse.test_overviews import NEAR, SignIn, plan, rows

__all__ = ["plan"]  # a fixture


def test_the_list_adds_up_and_filters(client_for: SignIn, plan: ActionPlan, agreement: Agreement) -> None:
    other = make_plan(agreement, "0305", name="Håbos plan")
    make_measure(other, "Mobilt team", {NEAR: 50_000})
    client = client_for("samordnare.uppsala")
    shown = " ".join(text(client.get("/action-plans/")).split())
    for words in ("Uppsalas plan", "Håbos plan", "1 000 000", "850 000", "900 000", "150 000"):
        assert words in shown
    late = text(client.get("/action-plans/?late=yes"))
    assert ("Uppsalas plan" in late, "Håbos plan" in late) == (True, False)
    assert "Håbos plan" in text(client.get("/action-plans/?text=h%C3%A5bo"))
    (_headings, *found) = rows(client.get("/action-plans/?_export=xlsx&sort=-planned"))
    assert [row[0] for row in found] == ["Uppsala", "Håbo"]
    assert found[0][2:7] == ("Utkast", 1_000_000, 850_000, 200_000, 150_000)


def test_who_sees_the_country_chooses_a_county(client_for: SignIn, plan: ActionPlan) -> None:
    admin = client_for("admin")
    assert "Uppsalas plan" in text(admin.get("/action-plans/?county=03"))
    assert "Uppsalas plan" not in text(admin.get("/action-plans/?county=12"))
    assert "id_county" not in text(client_for("samordnare.uppsala").get("/action-plans/"))


def test_who_only_reads_is_not_offered_a_new_plan(client_for: SignIn, plan: ActionPlan) -> None:
    assert "/action-plans/add/" not in text(client_for("uppfoljning").get("/action-plans/"))
    assert "/action-plans/add/" in text(client_for("kommun.uppsala").get("/action-plans/"))


def many(agreement: Agreement) -> None:
    """Plans of many municipalities, each with a measure."""
    for municipality in Organisation.objects.filter(kind="municipality").exclude(code="0380"):
        plan = ActionPlan.objects.create(agreement=agreement, organisation=municipality, name="Plan")
        Measure.objects.create(plan=plan, title="Mobilt team")


def test_the_list_asks_as_often_about_many_plans(
    client_for: SignIn, plan: ActionPlan, agreement: Agreement
) -> None:
    before = queries(client_for("admin"), "/action-plans/")
    many(agreement)
    assert queries(client_for("admin"), "/action-plans/") == before <= 16
