"""Readings as points: all of them within the chart, later ones further right, larger ones further up."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from overenskommelse.domain.curves import EDGE, HEIGHT, WIDTH, curve

FIRST = date(2021, 1, 1)
values = st.decimals(min_value=-(10**9), max_value=10**9, places=4)
readings = st.dictionaries(st.integers(0, 4000), values, min_size=2, max_size=30)


def test_the_ends_stand_at_the_edges() -> None:
    found = curve([(FIRST, Decimal(550)), (FIRST + timedelta(90), Decimal(1100))], Decimal(1100))
    assert found is not None
    assert found.path == f"{EDGE},{HEIGHT - EDGE} {WIDTH - EDGE},{EDGE}"
    assert found.target == EDGE


def test_one_day_is_no_curve() -> None:
    assert curve([(FIRST, Decimal(1))], Decimal(2)) is None


def test_equal_figures_lie_in_the_middle() -> None:
    found = curve([(FIRST, Decimal(3)), (FIRST + timedelta(1), Decimal(3))])
    assert found is not None
    assert {point.y for point in found.points} == {HEIGHT // 2}


@given(readings, st.none() | values)
def test_all_points_fit_and_keep_their_order(days: dict[int, Decimal], target: Decimal | None) -> None:
    found = curve([(FIRST + timedelta(day), value) for day, value in days.items()], target)
    assert found is not None
    assert all(EDGE <= point.x <= WIDTH - EDGE and EDGE <= point.y <= HEIGHT - EDGE for point in found.points)
    assert [point.on for point in found.points] == sorted(point.on for point in found.points)
    by_value = sorted(found.points, key=lambda point: point.value)
    assert [point.y for point in by_value] == sorted((point.y for point in found.points), reverse=True)
