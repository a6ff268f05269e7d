"""The table of a plan's acts: who leads it from which state to which, and what stops it."""

import pytest

from overenskommelse.domain.transitions import (
    PATH,
    TRANSITIONS,
    Act,
    Hindrance,
    Party,
    acts_from,
    hindrances,
    place,
)


def test_every_act_is_in_the_table() -> None:
    assert set(TRANSITIONS) == set(Act)


def test_the_act_that_leads_onward_comes_first() -> None:
    assert acts_from("submitted") == (Act.APPROVE, Act.SEND_BACK)
    assert acts_from("approved") == (Act.FOLLOW_UP, Act.BEGIN_VERSION)
    assert acts_from("closed") == ()


def test_onward_acts_lead_a_step_further_on_the_way() -> None:
    for transition in TRANSITIONS.values():
        steps = {place(transition.target) - place(source) for source in transition.sources}
        assert (steps == {1}) == transition.onward


def test_who_writes_does_not_judge() -> None:
    keepers = {act for act, transition in TRANSITIONS.items() if transition.party == Party.KEEPER}
    assert keepers == {Act.SUBMIT, Act.FOLLOW_UP, Act.BEGIN_VERSION}


def test_one_that_was_sent_back_stands_where_a_draft_does() -> None:
    assert [place(status) for status in (*PATH, "returned")] == [0, 1, 2, 3, 4, 0]


@pytest.mark.parametrize("act", list(Act))
def test_over_use_stops_what_leads_onward_and_nothing_else(act: Act) -> None:
    found = hindrances(act, 3, [("Nära vård", 7)])
    assert found == ([Hindrance("over_used", "Nära vård", 7)] if TRANSITIONS[act].onward else [])


@pytest.mark.parametrize("act", list(Act))
def test_an_empty_plan_is_not_submitted(act: Act) -> None:
    assert hindrances(act, 0, []) == ([Hindrance("no_measures")] if act == Act.SUBMIT else [])
