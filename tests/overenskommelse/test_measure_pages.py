"""The table of a plan and the page of a row: for the script row by row, without it as ordinary pages."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from overenskommelse.choices import PlanStatus
from overenskommelse.models import ActionPlan, Agreement, Measure, User
from overenskommelse.services.measures import remove_row, row_of, save_row
from tests.overenskommelse.pages import queries, said, text
from tests.overenskommelse.plans import make_measure, make_plan

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
SCRIPT = {"HX-Request": "true"}
LINE = "kommuner-nara-vard"


@pytest.fixture
def plan(agreement: Agreement) -> ActionPlan:
    return make_plan(agreement, "0380")


@pytest.fixture
def contact(client_for: SignIn) -> Client:
    return client_for("kommun.uppsala")


def at(name: str, plan: ActionPlan, measure: Measure | None = None) -> str:
    return reverse(name, args=[plan.pk, measure.pk] if measure else [plan.pk])


def send(client: Client, name: str, plan: ActionPlan, measure: Measure | None = None, **data: Any) -> Any:
    """A row as the script sends it."""
    return client.post(at(name, plan, measure), data, headers=SCRIPT)


def titles(plan: ActionPlan) -> list[str]:
    return [row.title for row in Measure.objects.kept().filter(plan=plan)]


def close(plan: ActionPlan, status: PlanStatus = PlanStatus.SUBMITTED) -> None:
    ActionPlan.objects.filter(pk=plan.pk).update(status=status)


def many(plan: ActionPlan, count: int) -> None:
    make_measure(
        plan, "Först", area="nara-vard", responsible="Heby: chef", planned={LINE: 5}, schedule="2021"
    )
    first = Measure.objects.get(plan=plan)
    rows = [
        Measure(plan=plan, uid=uuid.uuid4(), position=n, title=f"Åtgärd {n}", area=first.area)
        for n in range(2, count + 1)
    ]
    Measure.objects.bulk_create(rows)


def test_an_empty_plan_has_a_row_to_begin_in(contact: Client, plan: ActionPlan) -> None:
    page = text(contact.get(at("action_plan", plan)))
    assert page.count('class="measure blank') == 2  # the row, and the model of those that follow
    assert "Ny åtgärd" in page


def test_a_reader_sees_text_and_no_fields(client_for: SignIn, plan: ActionPlan) -> None:
    measure = make_measure(
        plan, "Trygg hemgång", schedule="Hösten 2021", planned={LINE: 1000}, area="nara-vard"
    )
    page = text(client_for("uppfoljning").get(at("action_plan", plan)))
    assert f'<a href="{measure.get_absolute_url()}">Trygg hemgång</a>' in page
    assert "Hösten 2021" in page
    assert "<textarea" not in page
    assert "measures.js" not in page


def test_an_approved_plan_has_fields_for_its_follow_up_only(contact: Client, plan: ActionPlan) -> None:
    make_measure(plan, "Trygg hemgång", area="nara-vard", schedule="2021")
    close(plan, PlanStatus.APPROVED)
    page = text(contact.get(at("action_plan", plan)))
    assert 'name="status"' in page
    assert f'name="used:{LINE}"' in page
    assert 'name="title"' not in page
    assert f'name="planned:{LINE}"' not in page
    assert "#grid-new" not in page


def test_the_columns_are_chosen_in_the_address(contact: Client, plan: ActionPlan) -> None:
    make_measure(plan, "Trygg hemgång", target_group="Äldre över 80")
    page = contact.get(at("action_plan", plan), {"columns": ["target_group", "nothing"]})
    assert [head.code for head in page.context["grid"].heads] == ["title", "target_group"]
    assert "Äldre över 80" in text(page)


def test_the_table_shows_fifty_rows_and_the_way_to_the_next(contact: Client, plan: ActionPlan) -> None:
    many(plan, 120)
    page = contact.get(at("action_plan", plan))
    assert len(page.context["rows"]) == 50
    assert "50 av 120 visas" in text(page)
    more = contact.get(at("action_plan", plan), {"page": 3}, headers=SCRIPT | {"HX-Target": "more"})
    assert len(more.context["rows"]) == 20
    assert "<html" not in text(more)
    assert 'id="more"' not in text(more)


@pytest.mark.parametrize("who", ["kommun.uppsala", "admin", "uppfoljning", "samordnare.uppsala"])
def test_the_table_costs_at_most_fifteen_queries_however_many_rows(
    client_for: SignIn, agreement: Agreement, who: str
) -> None:
    client, small, large = (
        client_for(who),
        make_plan(agreement, "0380"),
        make_plan(agreement, "0380", name="B"),
    )
    many(small, 1)
    many(large, 300)
    client.get(at("action_plan", small))
    counted = [queries(client, at("action_plan", plan)) for plan in (small, large)]
    assert counted[0] == counted[1] <= 15


def test_the_filter_leaves_the_others_out(contact: Client, plan: ActionPlan) -> None:
    make_measure(plan, "Trygg hemgång")
    make_measure(plan, "Digital vårdplan")
    page = contact.get(at("action_plan", plan), {"text": "trygg"})
    assert [row.measure.title for row in page.context["rows"]] == ["Trygg hemgång"]
    assert "En åtgärd enligt urvalet" in text(page)


def test_what_the_money_may_be_used_for_stands_beside_the_entry(contact: Client, plan: ActionPlan) -> None:
    areas = {row.area.code: row for row in contact.get(at("action_plan", plan)).context["helps"]}
    line = plan.agreement.lines.get(code=LINE)
    assert areas["nara-vard"].purposes == line.eligible_purposes.splitlines()
    assert "3.1-a" in [requirement.code for requirement in areas["nara-vard"].requirements]


def test_a_row_is_saved_and_comes_back(contact: Client, plan: ActionPlan) -> None:
    measure = make_measure(plan, "Ett", area="nara-vard")
    answer = send(contact, "measure_edit", plan, measure, seen="1", **{f"planned:{LINE}": "1,5 mkr"})
    assert answer.status_code == 200
    assert "Sparat" in text(answer)
    assert 'value="1 500 000"' in text(answer)
    assert 'name="seen" value="2"' in text(answer)


def test_a_new_row_sent_twice_is_one(contact: Client, plan: ActionPlan) -> None:
    uid = uuid.uuid4()
    for _time in range(2):
        assert send(contact, "measure_add", plan, uid=uid, title="Ett").status_code == 200
    assert titles(plan) == ["Ett"]
    assert contact.post(at("measure_add", plan), {"uid": "x", "title": "Två"}).status_code == 404


def test_what_is_wrong_stands_at_its_cell_or_with_its_name(contact: Client, plan: ActionPlan) -> None:
    measure = make_measure(plan, "Ett")
    answer = send(contact, "measure_edit", plan, measure, seen="1", schedule="x" * 201, node="?")
    page = text(answer)
    assert answer.status_code == 422
    assert f'aria-describedby="why-{measure.uid}-schedule"' in page
    assert "Plats i den egna strukturen: ”?” finns inte här." in page  # the column is not shown
    assert "x" * 201 in page
    assert send(contact, "measure_add", plan, uid=uuid.uuid4(), title="").status_code == 422


def test_who_saved_first_is_shown_with_both_versions(
    contact: Client, plan: ActionPlan, user_of: Callable[[str], User]
) -> None:
    measure = make_measure(plan, "Ett")
    save_row(measure=measure, values={"title": "<Adminens>"}, seen=1, by=user_of("admin"))
    answer = send(contact, "measure_edit", plan, measure, seen="1", title="Mitt")
    page = text(answer)
    assert answer.status_code == 409
    assert "Administratör" in page
    assert 'data-stored="&lt;Adminens&gt;"' in page
    assert 'data-seen="2"' in page
    assert titles(plan) == ["<Adminens>"]


def test_a_row_that_was_removed_meanwhile_says_so_and_keeps_what_was_typed(
    contact: Client, plan: ActionPlan, user_of: Callable[[str], User]
) -> None:
    measure = make_measure(plan, "Ett")
    remove_row(measure=measure, by=user_of("admin"))
    answer = send(contact, "measure_edit", plan, measure, seen="1", title="Två")
    assert "”Två” är borttagen" in text(answer)
    assert send(contact, "measure_restore", plan, measure).status_code == 200
    assert titles(plan) == ["Två"]


def test_a_plan_that_was_closed_meanwhile_says_so(contact: Client, plan: ActionPlan) -> None:
    measure = make_measure(plan, "Ett")
    close(plan)
    answer = send(contact, "measure_edit", plan, measure, seen="1", title="Två")
    assert (answer.status_code, titles(plan)) == (409, ["Ett"])
    assert "inte längre öppen" in text(answer)
    for name in ("measure_remove", "measure_move", "measure_restore"):
        assert send(contact, name, plan, measure).status_code == 409
    page = contact.post(at("measure_edit", plan, measure), {"title": "Två"})
    assert "inte längre öppen" in text(page)
    assert 'value="Två"' in text(page)


def test_a_page_saves_a_row_and_leads_back_to_the_table_as_it_was(contact: Client, plan: ActionPlan) -> None:
    measure = make_measure(plan, "Ett")
    page = contact.get(at("measure_edit", plan, measure))
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    back = f"{at('action_plan', plan)}?late=yes"
    answer = contact.post(page.request["PATH_INFO"], data | {"title": "Två", "next": back})
    assert answer["Location"] == f"{back}#row-{measure.uid}"
    assert "Två" in said(answer)
    answer = contact.post(page.request["PATH_INFO"], data | {"seen": "2", "next": "https://example.com/"})
    assert answer["Location"].startswith(at("action_plan", plan))


def test_a_page_says_all_that_is_wrong_and_keeps_what_was_typed(contact: Client, plan: ActionPlan) -> None:
    answer = contact.post(at("measure_add", plan), {"title": "", "schedule": "Hösten", "area": "Mars"})
    assert answer.status_code == 200
    assert {"title", "area"} <= set(answer.context["form"].errors)
    assert 'value="Hösten"' in text(answer)


def test_a_page_shows_who_saved_first_and_the_next_save_replaces(
    contact: Client, plan: ActionPlan, user_of: Callable[[str], User]
) -> None:
    measure = make_measure(plan, "Ett")
    whole = row_of(measure) | {"seen": "1"}
    save_row(measure=measure, values={"title": "Adminens"}, seen=1, by=user_of("admin"))
    answer = contact.post(at("measure_edit", plan, measure), whole | {"title": "Mitt"})
    assert "Sparat nu: Adminens" in text(answer)
    assert titles(plan) == ["Adminens"]
    contact.post(at("measure_edit", plan, measure), whole | {"title": "Mitt", "seen": "2"})
    assert titles(plan) == ["Mitt"]


def test_rows_move_go_and_come_back(contact: Client, plan: ActionPlan) -> None:
    one, _two, three = (make_measure(plan, title) for title in ("Ett", "Två", "Tre"))
    contact.post(at("measure_move", plan, three), {"way": "up"})
    assert titles(plan) == ["Ett", "Tre", "Två"]
    contact.post(at("measure_move", plan, one), {"way": "down"})
    assert titles(plan) == ["Tre", "Ett", "Två"]
    assert send(contact, "measure_move", plan, one, before="").status_code == 200
    assert titles(plan) == ["Tre", "Två", "Ett"]
    send(contact, "measure_move", plan, one, before=str(three.pk))
    assert titles(plan) == ["Ett", "Tre", "Två"]
    answer = contact.post(at("measure_remove", plan, one))
    assert "”Ett” är borttagen" in said(answer)
    assert titles(plan) == ["Tre", "Två"]
    page = text(contact.get(at("action_plan", plan), {"removed": "yes"}))
    assert at("measure_restore", plan, one) in page
    contact.post(at("measure_restore", plan, one))
    assert titles(plan) == ["Ett", "Tre", "Två"]


def test_the_summary_is_fetched_anew_alone(contact: Client, plan: ActionPlan) -> None:
    make_measure(plan, "Ett", planned={LINE: 1234}, area="nara-vard")
    page = text(contact.get(at("action_plan_summary", plan)))
    assert 'hx-swap-oob="true"' in page
    assert "1 234 kr" in page
    assert "<html" not in page


def test_names_are_those_of_the_county(contact: Client, plan: ActionPlan) -> None:
    page = text(contact.get(at("action_plan_names", plan)))
    assert '<option value="Region Uppsala">' in page
    assert "Skåne" not in page


def test_the_way_back_shows_what_is_stored(contact: Client, plan: ActionPlan) -> None:
    assert "no-store" in contact.get(at("action_plan", plan))["Cache-Control"]


def test_what_a_script_sent_after_the_sign_in_had_ended_is_kept_by_the_script(plan: ActionPlan) -> None:
    client = Client()
    answer = client.post(at("measure_add", plan), {"title": "Ett"}, headers=SCRIPT)
    assert "/login/" in answer["Location"]
    assert "unsent" not in client.session
