"""What a typed schedule means: *2024-12-31*, *Hösten 2022*, *Q1–Q3 2024*, *Löpande*, *Beroende av beslut*.

The text itself is always kept. What is found decides when a measure is late, so a vague time ends as late as
its words allow (docs/methods.md, Schedules). The texts of the plans of 2021 and 2024 are the models.
"""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias

NONE, DAY, PERIOD, ONGOING, DEPENDENT = "none", "day", "period", "ongoing", "dependent"


@dataclass(frozen=True)
class Schedule:
    """``kind`` is one of the five above. A day has only ``ends_on``, a period both, the others neither."""

    kind: str
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class _Time:
    """A time named at ``[at, to)`` of a text; ``year`` is None where the text names none there."""

    at: int
    to: int
    year: int | None
    days: Callable[[int], tuple[date, date]]


Reader: TypeAlias = Callable[[re.Match[str]], Callable[[int], tuple[date, date]]]

MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
# First and last month; 14 is February of the year after.
SEASONS = {"vår": (1, 6), "vt": (1, 6), "som": (6, 8), "hös": (8, 12), "ht": (8, 12), "vin": (12, 14)}
ORDINALS = {"första": 1, "andra": 2, "tredje": 3, "fjärde": 4}

_YEAR = r"(?:\s*(?:år(?:et)?\s+)?[-'’]?(?P<year>(?:19|20)?\d\d)(?![\d:]|[-/.]\d\d?\b))"
_MONTH = (
    r"(?P<month>jan(?:uari)?|feb(?:ruari)?|mar(?:s)?|apr(?:il)?|maj|juni?|juli?|aug(?:usti)?"
    r"|sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
# A winter and a turn of the year may name both years: 2022/23.
_WINTER = r"(?:\s*[-'’]?(?P<year>(?:19|20)?\d\d)(?:/\d\d(?:\d\d)?)?(?![\d:]|[-/.]\d\d?\b))"
_LONG_YEAR = _YEAR.replace("(?:19|20)?", "(?:19|20)")


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    end_year, end_month = year + (last - 1) // 12, (last - 1) % 12 + 1
    return date(year, first, 1), date(end_year, end_month, calendar.monthrange(end_year, end_month)[1])


def _day(found: re.Match[str]) -> Callable[[int], tuple[date, date]]:
    month = found["month"]
    number = int(month) if month.isdigit() else MONTHS.index(month[:3]) + 1
    return lambda year: (date(year, number, int(found["day"])),) * 2


def _month(found: re.Match[str]) -> Callable[[int], tuple[date, date]]:
    month = found["month"]
    number = int(month) if month.isdigit() else MONTHS.index(month[:3]) + 1
    return lambda year: _months(year, number, number)


def _season(found: re.Match[str]) -> Callable[[int], tuple[date, date]]:
    name = found["season"]
    first, last = SEASONS.get(name[:3]) or SEASONS[name[:2]]
    return lambda year: _months(year, first, last)


def _part(length: int) -> Reader:
    """Reads the number of a half year (6 months) or a quarter (3)."""

    def read(found: re.Match[str]) -> Callable[[int], tuple[date, date]]:
        number = ORDINALS.get(found["number"]) or int(found["number"])
        return lambda year: _months(year, (number - 1) * length + 1, number * length)

    return read


def _week(found: re.Match[str]) -> Callable[[int], tuple[date, date]]:
    def days(year: int) -> tuple[date, date]:
        monday = date.fromisocalendar(year, int(found["week"]), 1)
        return monday, monday + timedelta(days=6)

    return days


def _turn(found: re.Match[str]) -> Callable[[int], tuple[date, date]]:
    return lambda year: (date(year, 12, 31),) * 2


def _year(found: re.Match[str]) -> Callable[[int], tuple[date, date]]:
    return lambda year: _months(year, 1, 12)


def _two_years(found: re.Match[str]) -> Callable[[int], tuple[date, date]]:
    return lambda year: _months(year, 1, 24)


# Tried in this order at every place of the text.
_READERS: list[tuple[re.Pattern[str], Reader]] = [
    (re.compile(pattern), read)
    for pattern, read in [
        (r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d?)-(?P<day>\d\d?)(?!\d)", _day),
        (r"\b(?P<day>\d\d?)[/.](?P<month>\d\d?)[-/.\s]\s*(?P<year>(?:19|20)\d\d)(?!\d)", _day),
        (rf"\b(?:den\s+)?(?P<day>\d\d?)\s+{_MONTH}{_LONG_YEAR}?", _day),
        (rf"\b{_MONTH}(?!\w){_LONG_YEAR}?", _month),
        (r"\b(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])(?![-\d])", _month),
        (rf"\b(?P<season>vår(?:en|terminen)?|vt|sommar(?:en)?|höst(?:en|terminen)?|ht|vinter|vintern)"
         rf"(?!\w*[a-zåäö]){_WINTER}?", _season),
        (rf"\b(?:q|kv\.?|kvartal)\s*(?P<number>[1-4])\b{_YEAR}?", _part(3)),
        (rf"\b(?P<number>första|andra|tredje|fjärde)\s+kvartalet{_YEAR}?", _part(3)),
        (rf"\bh(?P<number>[12])\b{_YEAR}?", _part(6)),
        (rf"\b(?P<number>första|andra)\s+halvåret{_YEAR}?", _part(6)),
        (rf"\b(?:v\.?|vecka)\s*(?P<week>\d\d?)\b{_LONG_YEAR}?", _week),
        (rf"\bårsskiftet{_WINTER}?", _turn),
        (r"\b(?P<year>(?:19|20)\d\d)/\d\d(?:\d\d)?\b", _two_years),
        (r"\b(?P<year>(?:19|20)\d\d)(?![\d:]|-\d{1,3}(?!\d)|/\d{3})", _year),
    ]
]  # fmt: skip
_JOINED = re.compile(r"\s*(?:[-–—/]|\btill(?:\s+och\s+med)?\b|\bt\.?\s?o\.?\s?m\.?|\boch\b)\s*")
_DEPENDENT = re.compile(r"\bberoende\b|\bberor\s+på\b|\bavvakta|\bi\s+väntan\s+på\b|\bnär\b.+\b(?:är|har)\b")
_ONGOING = re.compile(
    r"\b(?:löpande|pågående|pågår|kontinuerlig\w*|fortlöpande|tills\s+vidare|årlig\w*|varje)\b"
    r"|^\s*(?:från(?:\s+och\s+med)?|fr\.?\s?o\.?\s?m\.?)\s(?!.*(?:till|t\.?\s?o\.?\s?m|[-–]\s))"
)


def parse(text: str, year: int | None = None) -> Schedule:
    """What ``text`` says of when. ``year`` is meant where the text names a time without one (*31 december*).

    Several times joined by a dash are a period; otherwise the last of them counts. Days that do not exist
    are not times: text that says nothing else has kind ``none``.
    """
    lowered = text.casefold()
    if _DEPENDENT.search(lowered):
        return Schedule(DEPENDENT)
    if _ONGOING.search(lowered):
        return Schedule(ONGOING)
    spans = [(time, days) for time in _dated(list(_times(lowered)), lowered, year) if (days := _span(time))]
    if not spans:
        return Schedule(NONE)
    return _together(spans, lowered)


def _times(text: str) -> Iterator[_Time]:
    """The times that ``text`` names, from left to right, none inside another."""
    place = 0
    while place < len(text):
        tried = [(found, read) for pattern, read in _READERS if (found := pattern.search(text, place))]
        if not tried:
            return
        found, read = min(tried, key=lambda one: one[0].start())
        named = found.groupdict().get("year")
        yield _Time(found.start(), found.end(), _full(named) if named else None, read(found))
        place = found.end()


def _full(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _dated(times: list[_Time], text: str, year: int | None) -> list[_Time]:
    """Each with a year: its own, that of what it is joined to, of the one before, or the given one."""
    known = year
    for place, time in enumerate(times):
        after = times[place + 1] if place + 1 < len(times) else None
        joined = after is not None and _JOINED.fullmatch(text[time.to : after.at])
        own = time.year or (after.year if joined and after else None) or known
        times[place] = replace(time, year=own)
        known = own
    return times


def _span(time: _Time) -> tuple[date, date] | None:
    """First and last day; None without a year, and for days that do not exist."""
    try:
        return time.days(time.year) if time.year else None
    except ValueError:
        return None


def _together(spans: list[tuple[_Time, tuple[date, date]]], text: str) -> Schedule:
    (first, (start, end)), *more = spans
    if more and _JOINED.fullmatch(text[first.to : more[0][0].at]) and start <= more[0][1][1]:
        end = more[0][1][1]
    else:
        start, end = max((days for _, days in spans), key=lambda days: days[1])
    return Schedule(DAY, None, end) if start == end else Schedule(PERIOD, start, end)
