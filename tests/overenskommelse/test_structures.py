"""A plan's own tree: built, moved and removed on its page, with references that follow."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from overenskommelse.choices import PlanStatus
from overenskommelse.models import ActionPlan, Agreement, Event, Measure, PlanIndicator, PlanNode, User
from overenskommelse.selectors.structures import Structure
from overenskommelse.services import structures as services
from overenskommelse.services.action_plans import carry_over
from overenskommelse.services.events import fingerprint
from overenskommelse.services.measures import PlanIsClosed, RowSavedByOther, last_act, save_row, undo
from tests.overenskommelse.pages import queries, said, text, typed
from tests.overenskommelse.plans import make_measure
from tests.overenskommelse.trees import make_tree, move, node, numbers, remove

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


@pytest.fixture
def coordinator(user_of: Callable[[str], User]) -> User:
    return user_of("samordnare.uppsala")


@pytest.fixture
def client(client_for: SignIn) -> Client:
    return client_for("samordnare.uppsala")


@pytest.fixture
def plan(agreement: Agreement) -> ActionPlan:
    return make_tree(agreement)


def page(plan: ActionPlan, rest: str = "") -> str:
    return f"/action-plans/{plan.pk}/structure/{rest}"


def test_the_page_shows_the_tree_with_measures_and_indicators(plan: ActionPlan, client: Client) -> None:
    make_measure(plan, "Möten (se 2.1)", node="1.1")
    plan.indicators.create(node=node(plan, "Arena"), name="Möten per år, se 2")
    shown = text(client.get(page(plan)))
    hemma = node(plan, "Hemma")
    assert re.search(r'Fokusområde</p>\s*<h2><span class="nr">1</span> Styrning', shown)
    assert f'href="{page(plan)}#part-{hemma.pk}"' in shown
    assert "Möten (se 2.1)</a>" in shown
    assert "Möten per år, se 2" in shown


def test_a_part_is_added_once_however_often_one_clicks(plan: ActionPlan, client: Client) -> None:
    address = page(plan, f"add/?below={node(plan, 'Vård').pk}")
    sent = typed(client.get(address).context["form"]) | {"name": "Nära"}
    for _click in range(2):
        answer = client.post(address, sent)
        assert answer.headers["Location"] == f"{page(plan)}#part-{node(plan, 'Nära').pk}"
    assert numbers(plan)["2.2"] == "Nära"
    assert Event.objects.filter(verb="structures.added", data__changes__0__field="2.2 Nära").count() == 1


def test_two_parts_may_have_one_name_when_that_is_meant(plan: ActionPlan, client: Client) -> None:
    for _time in range(2):
        sent = typed(client.get(page(plan, "add/")).context["form"]) | {"name": "Övrigt"}
        client.post(page(plan, "add/"), sent)
    assert plan.nodes.filter(name="Övrigt").count() == 2


@pytest.mark.parametrize("wrong", [{"name": ""}, {"first_number": "x"}, {"name": "N" * 501}])
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    plan: ActionPlan, client: Client, wrong: dict[str, str]
) -> None:
    sent = typed(client.get(page(plan, "add/")).context["form"]) | {"name": "Nytt", "text": "Skrivet"} | wrong
    answer = client.post(page(plan, "add/"), sent)
    assert answer.context["form"].errors
    assert "Skrivet" in text(answer)
    assert not plan.nodes.filter(text="Skrivet").exists()


def test_a_move_is_done_once_however_often_one_clicks(plan: ActionPlan, client: Client) -> None:
    seen = client.get(page(plan)).context["tree"].seen
    kunskap = node(plan, "Kunskap")
    first = client.post(page(plan, f"{kunskap.pk}/move/"), {"way": "up", "seen": seen})
    assert first.headers["Location"].endswith(f"?moved={kunskap.pk}#up-{kunskap.pk}")
    again = client.post(page(plan, f"{kunskap.pk}/move/"), {"way": "up", "seen": seen})
    assert "Strukturen hade ändrats" in said(again)
    assert numbers(plan) == {"1": "Styrning", "1.1": "Kunskap", "1.2": "Arena", "2": "Vård", "2.1": "Hemma"}
    assert Event.objects.filter(verb="structures.moved").count() == 1


def test_parts_move_out_and_in(plan: ActionPlan) -> None:
    assert move(plan, "Kunskap", "out")
    assert numbers(plan)["2"] == "Kunskap"
    assert move(plan, "Kunskap", "in")
    assert numbers(plan)["1.2"] == "Kunskap"
    assert not move(plan, "Styrning", "in")


def test_references_follow_wherever_they_stand(plan: ActionPlan) -> None:
    measure = make_measure(plan, "Möten (se 2.1)", description="Jfr 1.1 och 2.1.\nSe 7.7.")
    indicator = plan.indicators.create(name="Se 2.1")
    PlanNode.objects.filter(name="Arena").update(text="se 2.1")
    ActionPlan.objects.filter(pk=plan.pk).update(goals="Se punkt 2.1")
    assert move(plan, "Vård", "up")
    measure.refresh_from_db()
    assert (measure.title, measure.description) == ("Möten (se 1.1)", "Jfr 2.1 och 1.1.\nSe 7.7.")
    assert PlanIndicator.objects.get(pk=indicator.pk).name == "Se 1.1"
    assert node(plan, "Arena").text == "se 1.1"
    assert ActionPlan.objects.get(pk=plan.pk).goals == "Se punkt 1.1"
    told = Event.objects.about(measure).get(verb="structures.renumbered")
    assert told.data["changes"][0] == {
        "field": "title", "before": "Möten (se 2.1)", "after": "Möten (se 1.1)"
    }  # fmt: skip


def test_a_changed_first_number_carries_references_along(plan: ActionPlan, client: Client) -> None:
    measure = make_measure(plan, "Möten (se 2.1)")
    address = page(plan, f"{node(plan, 'Vård').pk}/edit/")
    client.post(address, typed(client.get(address).context["form"]) | {"first_number": "4"})
    assert numbers(plan)["2.4"] == "Hemma"
    assert Measure.objects.get(pk=measure.pk).title == "Möten (se 2.4)"


def test_whoever_typed_with_the_old_number_is_told(plan: ActionPlan, coordinator: User) -> None:
    measure = make_measure(plan, "Möten (se 2.1)")
    move(plan, "Vård", "up")
    with pytest.raises(RowSavedByOther):
        save_row(measure=measure, values={"title": "Fler möten (se 2.1)"}, seen=1, by=coordinator)
    after = save_row(measure=measure, values={"target_group": "Äldre"}, seen=1, by=coordinator)
    assert (after.title, after.target_group) == ("Möten (se 1.1)", "Äldre")


def test_undo_never_brings_an_old_number_back(plan: ActionPlan, coordinator: User) -> None:
    measure = make_measure(plan, "Möten (se 2.1)")
    save_row(measure=measure, values={"title": "Fler möten (se 2.1)"}, seen=1, by=coordinator)
    move(plan, "Vård", "up", by=coordinator)
    event = last_act(plan=plan, by=coordinator)
    assert event is not None
    assert event.verb == "measures.changed"
    with pytest.raises(RowSavedByOther):
        undo(event=event, by=coordinator)
    assert Measure.objects.get(pk=measure.pk).title == "Fler möten (se 1.1)"


def test_a_part_is_removed_with_what_is_below_and_measures_stay(plan: ActionPlan, client: Client) -> None:
    measure = make_measure(plan, "Möten (se 1.2)", node="1.1")
    indicator = plan.indicators.create(node=node(plan, "Arena"), name="Möten per år")
    indicator.readings.create(on="2021-06-30", value=4)
    address = page(plan, f"{node(plan, 'Styrning').pk}/remove/")
    shown = client.get(address)
    assert all(words in text(shown) for words in ("1.1 Arena", "1.2 Kunskap", "Möten per år", "Möten (se"))
    answer = client.post(address, {"seen": shown.context["tree"].seen})
    assert answer.status_code == 302
    assert "Styrning” är borttagen" in said(answer)
    measure.refresh_from_db()
    assert (measure.node, measure.title, measure.removed_at) == (None, "Möten (se [1.2?])", None)
    assert numbers(plan) == {"1": "Vård", "1.1": "Hemma"}
    lost = Event.objects.get(verb="structures.removed").data["changes"]
    assert {"field": "Möten per år", "before": "2021-06-30 4.0000", "after": ""} in lost
    assert client.post(address, {"seen": ""}).status_code == 404


def test_references_that_lead_nowhere_are_listed(plan: ActionPlan, client: Client) -> None:
    make_measure(plan, "Möten (se 1.2)")
    make_measure(plan, "Annat (se 9.9)")
    remove(plan, "Kunskap")
    assert [(row.where, row.number) for row in Structure(plan).lost] == [
        ("Möten (se [1.2?])", "1.2"),
        ("Annat (se 9.9)", "9.9"),
    ]
    assert "2 hänvisningar leder ingenstans" in text(client.get(page(plan)))


def test_a_later_part_does_not_take_a_lost_reference_over(plan: ActionPlan) -> None:
    measure = make_measure(plan, "Möten (se 1.2)")
    remove(plan, "Kunskap")
    above = node(plan, "Styrning")
    services.add_node(node=PlanNode(plan=plan, parent=above, name="Nytt"), seen="", by=None)
    assert numbers(plan)["1.2"] == "Nytt"
    assert Measure.objects.get(pk=measure.pk).title == "Möten (se [1.2?])"


def test_a_text_without_room_for_the_new_number_stops_the_move(plan: ActionPlan, client: Client) -> None:
    full = make_measure(plan, f"{'x' * 491} (se 2.1)")
    before = numbers(plan)
    assert len(full.title) == 500
    address = page(plan, f"{node(plan, 'Vård').pk}/edit/")
    answer = client.post(address, typed(client.get(address).context["form"]) | {"first_number": "1000"})
    assert "Korta texten först" in text(answer)
    assert numbers(plan) == before


def test_a_plan_that_is_not_open_keeps_its_tree(plan: ActionPlan, client: Client) -> None:
    arena = node(plan, "Arena")
    seen = {"way": "down", "seen": Structure(plan).seen}
    ActionPlan.objects.filter(pk=plan.pk).update(status=PlanStatus.APPROVED)
    before = numbers(plan)
    assert "går inte att ändra nu" in said(client.post(page(plan, f"{arena.pk}/move/"), seen))
    assert "går inte att ändra nu" in said(client.post(page(plan, f"{arena.pk}/remove/"), seen))
    form = typed(client.get(page(plan, f"{arena.pk}/edit/")).context["form"])
    assert "går inte att ändra nu" in text(
        client.post(page(plan, f"{arena.pk}/edit/"), form | {"name": "Ny"})
    )
    with pytest.raises(PlanIsClosed):
        services.add_node(node=PlanNode(plan=plan, name="Ny"), seen="", by=None)
    assert numbers(plan) == before
    assert "move/" not in text(client.get(page(plan)))


def test_two_who_rename_a_part_both_see_it(plan: ActionPlan, client: Client) -> None:
    arena = node(plan, "Arena")
    sent = typed(client.get(page(plan, f"{arena.pk}/edit/")).context["form"]) | {"name": "Min"}
    PlanNode.objects.filter(pk=arena.pk).update(name="Din")
    answer = client.post(page(plan, f"{arena.pk}/edit/"), sent)
    assert "Din" in text(answer)
    assert 'value="Min"' in text(answer)
    again = typed(answer.context["form"])
    assert client.post(page(plan, f"{arena.pk}/edit/"), again).status_code == 302
    assert node(plan, "Min").pk == arena.pk


def test_the_levels_are_named(plan: ActionPlan, client: Client) -> None:
    sent = typed(client.get(page(plan, "levels/")).context["form"])
    assert sent["level_names"] == "Fokusområde\nMål"
    assert client.post(page(plan, "levels/"), sent | {"level_names": "Spår\n\n Steg "}).status_code == 302
    assert ActionPlan.objects.get(pk=plan.pk).level_names == ["Spår", "Steg"]
    many = client.post(page(plan, "levels/"), sent | {"level_names": "\n".join("abcdefghij")})
    assert many.context["form"].errors["level_names"]


def test_a_measure_is_added_at_its_place_and_one_comes_back(plan: ActionPlan, client: Client) -> None:
    address = f"/action-plans/{plan.pk}/measures/add/?node=1.1&next={page(plan)}"
    shown = client.get(address)
    sent = dict(typed(shown.context["form"]).items())
    answer = client.post(address, sent | {"title": "Möten", "next": page(plan)})
    assert answer.headers["Location"].startswith(page(plan))
    assert plan.measures.get(title="Möten").node == node(plan, "Arena")


def test_the_history_tells_of_the_tree(plan: ActionPlan, client: Client) -> None:
    arena = node(plan, "Arena")
    arena.name = "En arena"
    services.save_node(node=arena, seen=fingerprint(node(plan, "Arena")), by=None)
    move(plan, "Vård", "up")
    shown = text(client.get(f"/action-plans/{plan.pk}/history/"))
    assert "Den egna strukturen ordnad om" in shown
    assert "En arena" in shown


def test_the_page_asks_equally_many_questions_at_any_size(plan: ActionPlan, client: Client) -> None:
    make_measure(plan, "Möten", node="1.1")
    plan.indicators.create(node=node(plan, "Arena"), name="Antal")
    before = queries(client, page(plan))
    for count in range(300):
        row = plan.nodes.create(parent=node(plan, "Vård"), name=f"Del {count}", position=count)
        plan.measures.create(title=f"Åtgärd {count} (se 1.1)", node=row, position=count)
        plan.indicators.create(node=row, name=f"Antal {count}")
    assert queries(client, page(plan)) == before


def test_a_new_year_s_tree_has_the_same_numbers(plan: ActionPlan) -> None:
    make_measure(plan, "Möten (se 2.1)", node="1.1")
    later = Agreement.objects.create(
        code="nasta", name="Nästa", year=2022, period_start="2022-01-01", period_end="2022-12-31"
    )
    new = carry_over(plan=plan, agreement=later, name="2022", with_planned=False, by=None)
    assert numbers(new) == numbers(plan)
    assert new.measures.get().title == "Möten (se 2.1)"
    move(new, "Vård", "up")
    assert new.measures.get().title == "Möten (se 1.1)"
    assert plan.measures.get().title == "Möten (se 2.1)"


def test_text_of_any_kind_is_shown_and_never_run(plan: ActionPlan, client: Client) -> None:
    nasty = "<script>alert(1)</script> \"'&= se 2.1 ☃"
    PlanNode.objects.filter(name="Arena").update(name=nasty, text=nasty)
    make_measure(plan, nasty, node="1.1", description=nasty)
    shown = text(client.get(page(plan)))
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
