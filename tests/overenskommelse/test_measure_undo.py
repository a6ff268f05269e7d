"""The latest act is undone; where somebody else has changed the same since, both texts are shown."""

from collections.abc import Callable

import pytest
from django.test import Client

from overenskommelse.models import ActionPlan, Agreement, User
from overenskommelse.services.measures import save_row
from tests.overenskommelse.pages import said, text, typed
from tests.overenskommelse.plans import make_measure, make_plan
from tests.overenskommelse.test_measure_pages import SignIn, at, close, send, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(agreement: Agreement) -> ActionPlan:
    return make_plan(agreement, "0380")


@pytest.fixture
def contact(client_for: SignIn) -> Client:
    return client_for("kommun.uppsala")


def test_undo_answers_with_the_row_or_with_words(
    contact: Client, plan: ActionPlan, user_of: Callable[[str], User]
) -> None:
    me, admin = user_of("kommun.uppsala"), user_of("admin")
    assert "inget av dina" in text(send(contact, "measures_undo", plan))
    measure = make_measure(plan, "Ett", by=me)
    save_row(measure=measure, values={"title": "Två"}, seen=1, by=me)
    answer = send(contact, "measures_undo", plan)
    assert "Ångrat" in text(answer)
    assert titles(plan) == ["Ett"]
    save_row(measure=measure, values={"title": "Tre"}, seen=3, by=me)
    save_row(measure=measure, values={"title": "Fyra"}, seen=4, by=admin)
    answer = send(contact, "measures_undo", plan)
    assert (answer.status_code, titles(plan)) == (409, ["Fyra"])
    for expected in ("Inte ångrat: välj nedan", "Före din ändring", "Låt det stå", 'data-stored="Fyra"'):
        assert expected in text(answer)
    make_measure(plan, "Fem", by=me)
    close(plan)
    assert "inte längre öppen" in said(contact.post(at("measures_undo", plan)))


def test_an_undo_that_clashes_shows_both_on_a_page_too(
    contact: Client, plan: ActionPlan, user_of: Callable[[str], User]
) -> None:
    me, admin = user_of("kommun.uppsala"), user_of("admin")
    measure = make_measure(plan, "Ett", description="Kvar", by=me)
    save_row(measure=measure, values={"title": "Två", "schedule": "2022"}, seen=1, by=me)
    save_row(measure=measure, values={"title": "Tre"}, seen=2, by=admin)
    page = contact.post(at("measures_undo", plan))
    form = page.context["form"]
    assert (form["title"].value(), form["schedule"].value(), titles(plan)) == ("Ett", "", ["Tre"])
    assert "Sparat nu: Tre" in text(page)
    assert f'action="{at("measure_edit", plan, measure)}"' in text(page)
    contact.post(at("measure_edit", plan, measure), typed(form))
    stored = plan.measures.get()
    assert (stored.title, stored.schedule, stored.description) == ("Ett", "", "Kvar")


def test_what_means_nothing_any_more_says_why_it_is_not_undone(
    contact: Client, plan: ActionPlan, user_of: Callable[[str], User]
) -> None:
    me, area = user_of("kommun.uppsala"), plan.agreement.areas.get(code="nara-vard")
    measure = make_measure(plan, "Ett", area=area.name, by=me)
    save_row(measure=measure, values={"area": ""}, seen=1, by=me)
    type(area).objects.filter(pk=area.pk).update(name="Nytt namn")
    answer = send(contact, "measures_undo", plan)
    assert (answer.status_code, plan.measures.get().area) == (409, None)
    assert "”Ett” kan inte bli som den var. Inget är ångrat." in text(answer)
