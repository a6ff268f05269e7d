"""What came of each part of a plan: written, shown, printed, frozen, in a workbook, left by a new year."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from overenskommelse.choices import PlanStatus
from overenskommelse.documents import Stamp, plan_html
from overenskommelse.models import ActionPlan, Agreement, Event, PlanNode, User
from overenskommelse.selectors import content_of
from overenskommelse.selectors.comparisons import Comparison
from overenskommelse.selectors.follow_ups import FollowedPart, followed_parts
from overenskommelse.selectors.frozen import Frozen
from overenskommelse.selectors.plan_files import FOLLOW_UPS, parts_of
from overenskommelse.selectors.structures import Structure
from overenskommelse.services.action_plans import carry_over
from overenskommelse.services.follow_ups import TextSavedByOther, save_follow_up
from overenskommelse.services.measures import PlanIsClosed
from overenskommelse.services.structures import add_node, move_node, remove_node
from tests.overenskommelse.pages import queries, text, typed
from tests.overenskommelse.plans import demo_plan, make_measure, make_plan

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
LONG = "Rad ett\n\n<b>Rad två</b> 🎉 =1+1"


@pytest.fixture
def plan(agreement: Agreement) -> ActionPlan:
    plan = make_plan(agreement, "0380")
    make_measure(plan, "Trygg hemgång", area="nara-vard")
    make_measure(plan, "Introduktion", area="medarbetare")
    return plan


@pytest.fixture
def by(user_of: Callable[[str], User]) -> User:
    return user_of("kommun.uppsala")


def said(plan: ActionPlan) -> dict[str, str]:
    return {part.name: part.text for part in followed_parts(plan)}


def write(plan: ActionPlan, at: int, words: str, by: User, seen: str = "") -> Event | None:
    return save_follow_up(plan=plan, part=followed_parts(plan)[at], text=words, seen=seen, by=by)


def own(plan: ActionPlan) -> tuple[PlanNode, PlanNode]:
    """A tree of two parts with a measure in each, and no area."""
    parts = [PlanNode.objects.create(plan=plan, name=name, position=n) for n, name in enumerate("AB")]
    for number in (1, 2):
        make_measure(plan, f"I del {number}", node=str(number), area="nara-vard")
    return parts[0], parts[1]


def test_areas_with_measures_are_followed_up_and_first_the_parts_of_an_own_tree(plan: ActionPlan) -> None:
    near, staff = (plan.agreement.areas.get(code=code).name for code in ("nara-vard", "medarbetare"))
    areas = [near, staff]
    assert list(said(plan)) == areas
    own(plan)
    assert list(said(plan)) == ["1 A", "2 B", *areas]


def test_a_text_is_kept_as_typed_with_its_event_and_an_empty_one_is_none(plan: ActionPlan, by: User) -> None:
    event = write(plan, 0, LONG.replace("\n", "\r\n") + "  ", by)
    assert event
    assert event.verb == "follow_ups.changed"
    assert event.by == by
    assert next(iter(said(plan).values())) == LONG
    assert write(plan, 0, LONG, by, seen="annat") is None  # a second click
    write(plan, 0, "", by, seen=LONG)
    assert not plan.follow_ups.exists()
    assert [row["after"] for row in Event.objects.about(plan)[0].data["changes"]] == [""]


def test_the_second_of_two_is_told_what_stands(plan: ActionPlan, by: User) -> None:
    write(plan, 0, "Först", by)
    with pytest.raises(TextSavedByOther) as error:
        write(plan, 0, "Sedan", by, seen="")
    assert error.value.stored == "Först"


@pytest.mark.parametrize("status", [PlanStatus.SUBMITTED, PlanStatus.CLOSED])
def test_a_plan_that_takes_no_follow_up_takes_none_of_its_parts(
    plan: ActionPlan, by: User, status: PlanStatus
) -> None:
    ActionPlan.objects.filter(pk=plan.pk).update(status=status)
    with pytest.raises(PlanIsClosed):
        write(plan, 0, "För sent", by)


def page_of(client: Client, plan: ActionPlan) -> tuple[str, dict[str, str]]:
    """The address and what a browser would send of it."""
    address = reverse("action_plan_follow_up", args=[plan.pk])
    response = client.get(address)
    forms, whole = response.context["forms"], response.context["text"]
    sent: dict[str, str] = typed(whole)
    for form in forms.forms:
        sent |= typed(form)
    return address, sent


def test_each_part_has_its_field_where_the_plan_is_followed_up(client_for: SignIn, plan: ActionPlan) -> None:
    ActionPlan.objects.filter(pk=plan.pk).update(status=PlanStatus.APPROVED)
    contact = client_for("kommun.uppsala")
    address, sent = page_of(contact, plan)
    assert contact.post(address, sent | {"a-nara-vard-text": "Gick bra"}).status_code == 302
    assert [*said(plan).values()] == ["Gick bra", ""]
    # Another tab was opened before: it is told, keeps what was typed, and may replace it.
    answer = contact.post(address, sent | {"a-nara-vard-text": "Gick dåligt"})
    assert "Gick bra" in text(answer)
    assert ">\nGick dåligt</textarea>" in text(answer)
    again = {form.add_prefix("seen"): form["seen"].value() for form in answer.context["forms"].parts}
    contact.post(address, sent | again | {"a-nara-vard-text": "Gick dåligt"})
    assert [*said(plan).values()] == ["Gick dåligt", ""]


def test_the_reading_by_area_shows_it_at_its_area(client_for: SignIn, plan: ActionPlan, by: User) -> None:
    own(plan)
    write(plan, 0, "Delen gick bra", by)
    write(plan, 2, "Området <i>gick</i> bra", by)
    page = text(client_for("uppfoljning").get(reverse("action_plan_areas", args=[plan.pk])))
    near = page[page.index('id="area-nara-vard"') : page.index('id="area-medarbetare"')]
    assert "Området &lt;i&gt;gick&lt;/i&gt; bra" in near
    assert "<strong>1 A</strong>" in near
    assert "Delen gick bra" in near
    assert "Delen gick bra" in text(client_for("uppfoljning").get(reverse("structure", args=[plan.pk])))


@pytest.mark.parametrize("layout", ["groups", "amounts", "tree"])
def test_it_is_printed_in_every_layout_but_not_in_a_selection(
    plan: ActionPlan, by: User, layout: str
) -> None:
    if layout == "tree":
        top, _other = own(plan)
        PlanNode.objects.create(plan=plan, name="Under", parent=top)
    write(plan, 0, "Gick som det skulle", by)
    write(plan, -1, "Tog längre tid", by)
    if layout == "amounts":
        frame = plan.agreement.lines.get(code="kommuner-nara-vard")
        plan.frames.create(line=frame, amount=1000, source="Budget")
    content = content_of(plan)
    html = plan_html(content, Stamp("Godkänd", "2021-12-01"))
    assert f'<body class="{layout}' in html
    assert html.count("Gick som det skulle") == 1
    assert html.count("Tog längre tid") == 1
    assert "Gick som det skulle" not in plan_html(content, Stamp("Godkänd", "2021-12-01", selection="Sena"))


def test_a_version_from_before_is_still_read(plan: ActionPlan, by: User) -> None:
    before = content_of(plan)
    del before["follow_ups"]
    assert "Trygg hemgång" in plan_html(before, Stamp("Godkänd", "2021-12-01"))
    assert Frozen(before).follow_ups == {}
    write(plan, 1, "Tog längre tid", by)
    (part,) = Comparison(before, content_of(plan)).parts
    assert part.added == ["Goda förutsättningar för vårdens medarbetare"]


def test_a_version_shows_it(client_for: SignIn, user_of: Callable[[str], User]) -> None:
    plan = demo_plan("god-och-nara-vard-2024-R23")
    page = text(client_for("uppfoljning").get(reverse("action_plan_version", args=[plan.pk, 1])))
    assert "<h3>1 Fast vårdkontakt och fast läkarkontakt</h3>" in page
    assert "de sju frågorna" in page


def test_references_follow_the_tree_and_lost_ones_are_listed(plan: ActionPlan, by: User) -> None:
    _first, second = own(plan)
    write(plan, 0, "Se del 2, och se 3.7", by)
    move_node(node=second, way="up", seen=Structure(plan).seen, by=by)
    assert said(plan)["2 A"] == "Se del 1, och se 3.7"
    assert [lost.number for lost in Structure(plan).lost] == ["3.7"]


def test_a_part_that_is_removed_leaves_its_text_in_the_log(plan: ActionPlan, by: User) -> None:
    first, _second = own(plan)
    write(plan, 0, "Gick bra", by)
    remove_node(node=first, seen=Structure(plan).seen, by=by)
    assert not plan.follow_ups.exists()
    event = Event.objects.get(verb="structures.removed")
    assert {"field": "1 A", "before": "Gick bra", "after": ""} in event.data["changes"]


def test_a_new_year_begins_without_it(plan: ActionPlan, by: User) -> None:
    own(plan)
    write(plan, 0, "Gick bra", by)
    new = carry_over(plan=plan, agreement=plan.agreement, name="Nästa", with_planned=True, by=by)
    assert new.nodes.count() == 2
    assert not new.follow_ups.exists()


def test_a_workbook_has_a_row_for_each_part(plan: ActionPlan, by: User) -> None:
    own(plan)
    write(plan, 2, LONG, by)
    (sheet,) = [part for part in parts_of(plan) if part.code == FOLLOW_UPS]
    assert [(row["area"], row["node"], row["text"]) for row in sheet.rows.values()] == [
        ("", "1", ""), ("", "2", ""), ("nara-vard", "", LONG), ("medarbetare", "", ""),
    ]  # fmt: skip


def test_a_part_is_an_area_or_a_place(plan: ActionPlan) -> None:
    area = plan.agreement.areas.get(code="nara-vard")
    node = add_node(node=PlanNode(plan=plan, name="Del"), seen=Structure(plan).seen, by=None)
    assert (FollowedPart(area, None).key, FollowedPart(None, node, "1").key) == ("a nara-vard", f"n{node.pk}")


def test_pages_that_show_it_ask_at_most_fifteen_times(client_for: SignIn, plan: ActionPlan, by: User) -> None:
    first, second = own(plan)
    for at in range(4):
        write(plan, at, "Gick bra", by)
    contact = client_for("kommun.uppsala")
    places = [reverse(name, args=[plan.pk]) for name in ("action_plan_areas", "structure")]
    few = {at: queries(contact, at) for at in places}
    assert {at: count for at, count in few.items() if count > 15} == {}
    for parent in (first, second):
        for number in range(20):
            node = PlanNode.objects.create(plan=plan, parent=parent, name=f"Del {number}", position=number)
            plan.follow_ups.create(node=node, text="Gick bra")
    assert {at: queries(contact, at) for at in places} == few
