"""Several at the same moment, with real threads and commits: one row stored once, no change lost."""

import threading
import uuid
from collections.abc import Callable, Sequence

import pytest
from django.db import connection

from overenskommelse.models import Agreement, Event, Measure, User
from overenskommelse.services.measures import RowSavedByOther, add_row, move_row, row_of, save_row
from tests.overenskommelse.plans import make_measure, make_plan

pytestmark = pytest.mark.usefixtures("concurrent_db")


def at_once(acts: Sequence[Callable[[], object]]) -> list[Exception]:
    """Do all ``acts`` together; what they raised."""
    start, raised = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def base() -> tuple[Measure, User]:
    plan = make_plan(Agreement.objects.get(code="god-och-nara-vard-2021"), "0380")
    return make_measure(plan, "Ett"), User.objects.get(email="kommun.uppsala@demo.test")


def test_a_row_sent_four_times_at_once_is_stored_once() -> None:
    measure, by = base()
    uid = uuid.uuid4()
    acts = [lambda: add_row(plan=measure.plan, uid=uid, values={"title": "Två"}, by=by)] * 4
    assert at_once(acts) == []
    assert [row.title for row in Measure.objects.filter(plan=measure.plan)] == ["Ett", "Två"]


def test_those_who_save_different_cells_at_once_all_keep_theirs() -> None:
    measure, by = base()
    cells = {"title": "Nytt", "schedule": "2021", "target_group": "Äldre", "planned:kommuner-nara-vard": "5"}
    acts = [
        lambda code=code, text=text: save_row(measure=measure, values={code: text}, seen=1, by=by)
        for code, text in cells.items()
    ]
    assert at_once(acts) == []
    stored = Measure.objects.get(pk=measure.pk)
    assert {code: row_of(stored)[code] for code in cells} == cells
    assert stored.revision == 5


def test_of_two_who_save_the_same_cell_at_once_the_second_is_told() -> None:
    measure, by = base()
    acts = [
        lambda text=text: save_row(measure=measure, values={"title": text}, seen=1, by=by)
        for text in ("Mitt", "Ditt")
    ]
    (error,) = at_once(acts)
    assert isinstance(error, RowSavedByOther)
    assert Event.objects.filter(verb="measures.changed").count() == 1


def test_rows_moved_at_once_keep_an_order_of_their_own() -> None:
    measure, by = base()
    others = [make_measure(measure.plan, title) for title in ("Två", "Tre")]
    acts = [lambda row=row: move_row(measure=row, before=measure, by=by) for row in others]
    assert at_once(acts) == []
    rows = Measure.objects.filter(plan=measure.plan)
    assert sorted(row.position for row in rows) == [1, 2, 3]
    assert rows.last() == measure
