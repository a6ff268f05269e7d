"""Readings of an indicator as points of a small chart, in whole units from its upper left corner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

WIDTH, HEIGHT, EDGE = 320, 88, 8


@dataclass(frozen=True)
class Point:
    x: int
    y: int
    on: date
    value: Decimal


@dataclass(frozen=True)
class Curve:
    """Points in the order of their days, and the height of the target, if there is one."""

    points: tuple[Point, ...]
    target: int | None

    @property
    def path(self) -> str:
        """The points as SVG writes them."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def curve(readings: Sequence[tuple[date, Decimal]], target: Decimal | None = None) -> Curve | None:
    """The readings drawn so that all of them and ``target`` fit; None for fewer than two days."""
    ordered = sorted(readings)
    if len({on for on, _value in ordered}) < 2:
        return None
    days = [on.toordinal() for on, _value in ordered]
    heights = [value for _on, value in ordered] + ([] if target is None else [target])

    def height(value: Decimal) -> int:
        return HEIGHT - _placed(value, min(heights), max(heights), HEIGHT)

    points = tuple(
        Point(_placed(on.toordinal(), days[0], days[-1], WIDTH), height(value), on, value)
        for on, value in ordered
    )
    return Curve(points, None if target is None else height(target))


def _placed(value: int | Decimal, least: int | Decimal, most: int | Decimal, length: int) -> int:
    """Where ``value`` stands on a length that has an edge at both ends; in the middle when all are equal."""
    if least == most:
        return length // 2
    return EDGE + round(
        (Fraction(value) - Fraction(least)) / (Fraction(most) - Fraction(least)) * (length - 2 * EDGE)
    )
