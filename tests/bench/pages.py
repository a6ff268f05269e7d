"""Pages measured in milliseconds and queries, where that is what is promised."""

from collections.abc import Callable
from statistics import median
from time import process_time
from typing import Any, Self

from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench.measure import Row

ROUNDS = 15


class Visitor(Client):
    """A client that does not copy every template's context, as only tests want."""

    def request(self, **request: Any) -> Any:
        return self.handler(self._base_environ(**request))  # type: ignore[attr-defined]

    @classmethod
    def as_(cls, client: Client) -> Self:
        """The same person as ``client``."""
        visitor = cls()
        visitor.cookies = client.cookies
        return visitor


def milliseconds(action: Callable[[], object]) -> float:
    """Processor time of one call: the median, without the first, which fills caches."""
    action()
    times = []
    for _round in range(ROUNDS):
        start = process_time()
        action()
        times.append(process_time() - start)
    return 1000 * median(times)


def queries(action: Callable[[], object]) -> int:
    """How many queries one call makes; the first call, which fills caches, does not count."""
    action()
    reset_queries()  # a full log counts no more
    with CaptureQueriesContext(connection) as captured:
        action()
    return len(captured)


def row(name: str, found: float, bar: float, unit: str = " ms") -> Row:
    return Row(name, f"{found:.0f}{unit}", f"{bar:g}{unit}", found / bar, 1)
