"""Joint measures: one cost, several organisations. docs/methods.md has the rule in words.

The owner writes the measure and its whole cost; shares say who bears how much of what is planned. What no
partner bears is the owner's, so that every krona is counted once, whatever is typed.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Who = TypeVar("Who", bound=Hashable)  # an organisation, by its id or code


def divide(total: int, weights: Sequence[int]) -> list[int]:
    """Whole kronor in proportion to ``weights``: rounded down, one krona more to the largest remainders.

    Equal remainders go to the first. Nothing to weigh by gives everything to the first.
    """
    whole = sum(weights)
    if not whole:
        return [total, *[0 for _weight in weights[1:]]]
    parts = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: -(total * weights[place] % whole))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


def missing(planned: int, shares: Mapping[int, int]) -> int:
    """Kronor that the shares lack of what is planned; negative when they are too much."""
    return planned - sum(shares.values())


def parts_of(planned: int, owner: Who, shares: Mapping[Who, int]) -> dict[Who, int]:
    """Organisation → its part of ``planned``, the owner first; adds up to ``planned``.

    The owner bears what its partners do not. Partners who together bear more than is planned bear all of it,
    in proportion.
    """
    partners = {pk: amount for pk, amount in shares.items() if pk != owner and amount}
    if partners and sum(partners.values()) > planned:
        partners = dict(zip(partners, divide(planned, list(partners.values())), strict=True))
    return {owner: planned - sum(partners.values()), **partners}


def borne(costs: Mapping[Key, int], parts: Mapping[Who, int]) -> dict[Who, dict[Key, int]]:
    """Organisation → what it bears of each of ``costs`` (planned or used kronor of each funding line).

    In proportion to ``parts``, and exact both ways: every cost is borne, and everybody bears their part of
    the whole. The last kronor are laid where both still lack some, in order.
    """
    total = sum(costs.values())
    lacking = dict(zip(parts, divide(total, list(parts.values())), strict=True))
    found = {
        pk: {key: cost * part // (total or 1) for key, cost in costs.items()} for pk, part in lacking.items()
    }
    left = {key: cost - sum(row[key] for row in found.values()) for key, cost in costs.items()}
    for pk, row in found.items():
        lacks = lacking[pk] - sum(row.values())
        for key in row:
            more = min(lacks, left[key])
            row[key], left[key], lacks = row[key] + more, left[key] - more, lacks - more
    return found
