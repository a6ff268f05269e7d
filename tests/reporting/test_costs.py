"""Costs that are typed or pasted, rules for accounting files, and the page that shows them."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from overenskommelse.models import Agreement, Event, Organisation
from overenskommelse.services.events import fingerprint
from reporting.models import Cost, CostRule
from reporting.selectors.costs import line_uses, rules_of
from tests.reporting.accounts import amounts, confirm, text, waiting
from tests.reporting.conftest import asked

SignIn = Callable[[str], Client]

pytestmark = pytest.mark.django_db


def typed(agreement: Agreement, **changed: str) -> dict[str, str]:
    """What the form of a cost sends."""
    line = agreement.lines.get(code="regioner-nara-vard")
    sent = {
        "line": str(line.pk),
        "text": "Löner",
        "kronor": "12 000",
        "reason": "",
        "account": "",
        "uid": str(uuid4()),
    }
    return {**sent, **changed}


def add(client: Client, sent: dict[str, str]) -> Any:
    return client.post(reverse("cost_add", args=["R12"]), sent, follow=True)


def test_a_cost_is_written_changed_and_removed(
    officer: Client, region: Organisation, agreement: Agreement
) -> None:
    assert "12 000,00" in text(add(officer, typed(agreement)))
    cost = Cost.objects.get()
    assert (cost.amount, cost.source, str(cost.created_by)) == (12_000_00, "typed", "Ekonom Skåne (exempel)")
    page = text(officer.get(reverse("cost_edit", args=[cost.pk])))
    assert 'value="12 000"' in page
    changed = typed(agreement, kronor="13 000", uid="", seen=fingerprint(cost))
    officer.post(reverse("cost_edit", args=[cost.pk]), changed)
    assert amounts() == {"regioner-nara-vard": 13_000_00}
    officer.post(reverse("cost_remove", args=[cost.pk]))
    assert amounts() == {}
    assert [
        *Event.objects.filter(verb__startswith="costs.").order_by("pk").values_list("verb", flat=True)
    ] == [
        "costs.added",
        "costs.changed",
        "costs.removed",
    ]


def test_a_form_sent_twice_is_one_cost(officer: Client, region: Organisation, agreement: Agreement) -> None:
    sent = typed(agreement)
    add(officer, sent)
    add(officer, sent)
    assert Cost.objects.count() == 1


def test_the_second_to_save_sees_what_the_first_saved(
    officer: Client, region: Organisation, agreement: Agreement
) -> None:
    add(officer, typed(agreement))
    cost = Cost.objects.get()
    seen = fingerprint(cost)
    Cost.objects.filter(pk=cost.pk).update(text="Resor")
    answer = officer.post(
        reverse("cost_edit", args=[cost.pk]), typed(agreement, text="Hyra", uid="", seen=seen)
    )
    page = text(answer)
    assert "Resor" in page
    assert 'value="Hyra"' in page
    assert Cost.objects.get().text == "Resor"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kronor": "0"}, "kronor"),
        ({"kronor": "-5"}, "reason"),
        ({"kronor": "12,50"}, "kronor"),
        ({"text": ""}, "text"),
        ({"line": ""}, "line"),
    ],
)
def test_what_is_wrong_is_told_at_the_field(
    officer: Client, region: Organisation, agreement: Agreement, changed: dict[str, str], field: str
) -> None:
    answer = add(officer, typed(agreement, **changed))
    assert [*answer.context["form"].errors] == [field]
    assert not Cost.objects.exists()


def test_a_negative_cost_has_its_reason(officer: Client, region: Organisation, agreement: Agreement) -> None:
    add(officer, typed(agreement, kronor="-500", reason="Krediterad faktura"))
    assert (Cost.objects.get().amount, Cost.objects.get().reason) == (-500_00, "Krediterad faktura")


def test_costs_above_the_grant_are_own_money(
    officer: Client, skane: Organisation, agreement: Agreement
) -> None:
    add(officer, typed(agreement, kronor="400 000 000"))
    [use] = [use for use in line_uses(agreement, skane) if use.used.kronor]
    assert use.decided
    assert use.left == use.decided - 400_000_000
    assert "egna medel" in text(officer.get(reverse("costs", args=["R12"])))


# ---- pasted


PASTED = (
    "Post\tVad\tKronor\tKonto\n"
    "regioner-1177\tTelefoni\t5 000\t6212\n"
    "Utveckling av 1177 Vårdguiden\tLicenser\t700 kr\n"
)


def paste(client: Client, cells: str, **more: str) -> Any:
    sent = {"cells": cells, "uid": "0a1b2c3d-0000-4000-8000-000000000000", **more}
    return client.post(reverse("cost_paste", args=["R12"]), sent, follow=True)


def test_pasted_rows_are_shown_first_and_stored_once(officer: Client, region: Organisation) -> None:
    shown = text(paste(officer, PASTED))
    assert "Telefoni" in shown
    assert "5 700 kr" in shown
    assert not Cost.objects.exists()
    paste(officer, PASTED, confirm="yes")
    paste(officer, PASTED, confirm="yes")
    assert amounts() == {"regioner-1177": 5_700_00}
    assert {cost.source for cost in Cost.objects.all()} == {"pasted"}
    assert Cost.objects.get(text="Telefoni").account == "6212"


def test_every_wrong_row_is_named_and_nothing_is_stored(officer: Client, region: Organisation) -> None:
    cells = (
        "okänd\tA\t5\nregioner-1177\t\t5\nregioner-1177\tC\t5,5\nregioner-1177\tD\t5\tx\nregioner-1177\tE\t-5"
    )
    errors = paste(officer, cells, confirm="yes").context["form"].errors["cells"]
    assert [error.split(":")[0] for error in errors] == [f"Rad {number}" for number in (1, 2, 3, 4, 5)]
    assert not Cost.objects.exists()


@pytest.mark.parametrize("cells", ["", "Post\tVad\tKronor", "regioner-1177\tx\t1\n" * 501])
def test_nothing_and_too_much_are_told(officer: Client, region: Organisation, cells: str) -> None:
    assert [*paste(officer, cells, confirm="yes").context["form"].errors] == ["cells"]


# ---- rules


def test_rules_are_asked_in_their_order_and_forgotten(
    officer: Client, rules: list[CostRule], region: Organisation, agreement: Agreement
) -> None:
    officer.post(reverse("cost_rule_act", args=[rules[1].pk]), {"first": "yes"})
    assert [rule.object_code for rule in rules_of(agreement, region)] == ["VUB*", "9916"]
    page = text(officer.get(reverse("cost_rules", args=["R12"])))
    assert page.index("VUB*") < page.index("9916")
    officer.post(reverse("cost_rule_act", args=[rules[1].pk]), {"remove": "yes"})
    assert [rule.object_code for rule in rules_of(agreement, region)] == ["9916"]


def test_rules_go_along_to_the_next_year(
    officer: Client, rules: list[CostRule], region: Organisation, agreement: Agreement
) -> None:
    later = Agreement.objects.create(
        code="senare", name="Senare", year=2022, period_start="2022-01-01", period_end="2022-12-31",
        status="in_force",
    )  # fmt: skip
    old = agreement.lines.get(code="regioner-nara-vard")
    old.pk, old.agreement, old.area = None, later, None
    old.save()
    page = text(officer.get(reverse("cost_rules", args=["R12"])))
    assert "Ta över reglerna från God och nära vård 2021" in page
    for said in ("En regel är övertagen.", "0 regler är övertagna."):
        answer = officer.post(reverse("cost_rules_copy", args=["R12"]), follow=True)
        assert said in text(answer)
        assert [rule.object_code for rule in rules_of(later, region)] == ["9916"]


def test_a_rule_is_added_on_the_spot_and_remembered(
    officer: Client, region: Organisation, agreement: Agreement
) -> None:
    address, page = waiting(officer)
    assert "Räkna" not in page.split('class="actions stay"')[-1]
    line = agreement.lines.get(code="regioner-nara-vard")
    sent = {"accounts": "40*", "dimension": "1", "object_code": "9916", "line": line.pk}
    officer.post(address, sent)
    assert "250 000,50 kr" in text(officer.get(address))
    rule = CostRule.objects.get()
    assert (rule.account_from, rule.account_to, rule.position) == ("40", "40", 1)
    officer.post(address, sent)
    assert CostRule.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"accounts": "löner"}, "accounts"),
        ({"accounts": "5000-4000"}, "accounts"),
        ({"accounts": "40-4999"}, "accounts"),
        ({"dimension": "1", "object_code": ""}, "object_code"),
        ({"dimension": "", "object_code": "9"}, "dimension"),
        ({"line": ""}, "line"),
    ],
)
def test_a_rule_that_cannot_be_is_told_at_the_field(
    officer: Client, region: Organisation, agreement: Agreement, changed: dict[str, str], field: str
) -> None:
    line = agreement.lines.get(code="regioner-nara-vard").pk
    sent = {"accounts": "4010", "dimension": "", "object_code": "", "line": line, **changed}
    answer = officer.post(reverse("cost_rules", args=["R12"]), sent)
    assert [*answer.context["form"].errors] == [field]
    assert not CostRule.objects.exists()


def test_the_page_asks_as_often_for_one_cost_as_for_300(
    officer: Client, agreement: Agreement, region: Organisation
) -> None:
    line = agreement.lines.get(code="regioner-nara-vard")
    values = {"agreement": agreement, "organisation": region, "line": line, "source": "typed", "amount": 100}
    Cost.objects.create(**values, text="en")
    address = reverse("costs", args=["R12"])
    one = asked(officer, address)
    Cost.objects.bulk_create(Cost(**values, text=f"nr {number}") for number in range(300))
    assert asked(officer, address) == one
    assert line_uses(agreement, region)[0].used.kronor == 301


def test_a_bigger_cost_is_named_in_the_report(officer: Client, rules: list[CostRule]) -> None:
    confirm(officer, *waiting(officer))
    cost = Cost.objects.order_by("-amount")[0]
    officer.post(reverse("cost_specify", args=[cost.pk]), {"yes": "yes"})
    cost.refresh_from_db()
    assert cost.is_specified
    officer.post(reverse("cost_specify", args=[cost.pk]))
    cost.refresh_from_db()
    assert not cost.is_specified


# ---- who comes here


def test_each_comes_to_the_own_costs(
    client_for: SignIn, officer: Client, region: Organisation, agreement: Agreement
) -> None:
    assert officer.get(reverse("own_costs"))["Location"] == reverse("costs", args=["R12"])
    add(officer, typed(agreement))
    everybody = text(client_for("uppfoljning").get(reverse("own_costs")))
    assert "Region Skåne" in everybody
    assert "12 000,00" in everybody


def test_the_list_is_filtered_and_exported(
    officer: Client, region: Organisation, agreement: Agreement
) -> None:
    add(officer, typed(agreement, text="Löner"))
    add(officer, typed(agreement, text="Resor", kronor="1"))
    address = reverse("costs", args=["R12"])
    assert "Resor" not in text(officer.get(address, {"text": "lön"})).split("rader")[-1].split("Senast")[0]
    exported = officer.get(address, {"_export": "csv"}).content.decode("utf-8-sig")
    assert "12000.00" in exported or "12000" in exported
    assert "Resor" in exported
