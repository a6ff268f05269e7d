"""Two ways to the same thing, measured against each other in the same process."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time

Action = Callable[[], object]
AT_LEAST = 0.05  # seconds of work in one measurement, so that the clock's step is nothing
# Python 3.11 keeps its frames in chunks of 16 kB. A busy function that happens to stand at the edge of one
# asks the system for memory at every call, which can double the time; so each round stands at another place.
FRAMES = 140


@dataclass(frozen=True)
class Row:
    """A line of the table. ``bar`` is the highest ``ratio`` that is good enough; None only informs."""

    name: str
    ours: str
    baseline: str
    ratio: float
    bar: float | None

    @property
    def is_met(self) -> bool:
        return self.bar is None or self.ratio <= self.bar

    @property
    def cells(self) -> tuple[str, ...]:
        bar, verdict = ("", "") if self.bar is None else (f"{self.bar:g}", "met" if self.is_met else "missed")
        return self.name, self.ours, self.baseline, f"{self.ratio:.2f}", bar, verdict


def elapsed(name: str, ours: Action, baseline: Action, *, bar: float, rounds: int = 3) -> Row:
    """As ``race``, but by the clock on the wall, for what several processes do; wants a quiet machine."""
    pairs = []
    for _round in range(rounds):
        start = perf_counter()
        ours()
        middle = perf_counter()
        baseline()
        pairs.append((middle - start, perf_counter() - middle))
    times = [f"{1000 * median(side):.0f} ms" for side in zip(*pairs, strict=True)]
    return Row(name, times[0], times[1], median(mine / other for mine, other in pairs), bar)


def race(name: str, ours: Action, baseline: Action, *, bar: float | None = None, rounds: int = 21) -> Row:
    """The median over ``rounds`` of ours / baseline, measured in turn so that both meet the same noise.

    The clock is the processor time of this process: nothing here waits, and what others do on the machine is
    not counted. The garbage of one side is collected before the other begins.
    """
    calls = max(_calls(ours), _calls(baseline))
    gc.collect()
    gc.freeze()
    pairs = [_pair(ours, baseline, calls, place, rounds) for place in range(rounds)]
    gc.unfreeze()
    times = [f"{1000 * median(side) / calls:.2f} ms" for side in zip(*pairs, strict=True)]
    return Row(name, times[0], times[1], median(mine / other for mine, other in pairs), bar)


def _calls(action: Action) -> int:
    """How often to call in one measurement; the first call, which fills caches, does not count."""
    action()
    return round(AT_LEAST / max(_seconds(action, 1), AT_LEAST / 1000)) or 1


def _pair(ours: Action, baseline: Action, calls: int, place: int, rounds: int) -> tuple[float, float]:
    """Both sides, the first of them by turns, both on top of equally many frames."""
    frames = place * FRAMES // rounds
    first, second = (ours, baseline) if place % 2 else (baseline, ours)
    times = _seconds(first, calls, frames), _seconds(second, calls, frames)
    return times if place % 2 else times[::-1]


def _seconds(action: Action, calls: int, frames: int = 0) -> float:
    if frames:
        return _seconds(action, calls, frames - 1)
    gc.collect()
    start = process_time()
    for _call in range(calls):
        action()
    return process_time() - start
