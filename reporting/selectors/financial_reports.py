"""Point 3 of a financial report as things stand now, and as it is certified."""

import json
from collections.abc import Iterable

from django.db.models import QuerySet, Sum

from allocation.models import SplitAmount
from allocation.selectors import decided_amounts
from overenskommelse.choices import OrganisationKind
from overenskommelse.models import Agreement, Organisation
from reporting.domain.figures import ORE, Figures, figures, from_data
from reporting.models import Certification, Cost, Payment


def figures_of(agreement: Agreement, recipient: Organisation) -> Figures:
    """Point 3 as things stand now. What is split to a municipality counts as paid to it.

    Costs are its own; what is paid onward; and for an RSS those that its municipalities have certified.
    """
    decided = decided_by_code(agreement, recipient)
    is_municipality = recipient.kind == OrganisationKind.MUNICIPALITY
    paid = sum(decided.values()) if is_municipality else paid_by_the_state(agreement, recipient)
    return figures(decided, paid, _costs(agreement, recipient))


def decided_by_code(agreement: Agreement, organisation: Organisation) -> dict[str, int]:
    """Line code → kronor decided, or split to a municipality; in the order of the agreement."""
    if organisation.kind == OrganisationKind.MUNICIPALITY:
        rows = SplitAmount.objects.filter(line__agreement=agreement, municipality=organisation)
        return dict(rows.order_by("line__position", "line__code").values_list("line__code", "amount"))
    return dict(decided_amounts(agreement, organisation).values_list("run_line__code", "amount"))


def paid_by_the_state(agreement: Agreement, recipient: Organisation) -> int:
    """Whole kronor that the state has paid ``recipient``."""
    rows = Payment.objects.from_the_state().filter(agreement=agreement, recipient=recipient)
    return rows.aggregate(sum=Sum("amount"))["sum"] or 0


def certified(agreement: Agreement) -> dict[int, Figures]:
    """Recipient id → the figures of its certification in force. Municipalities too."""
    return _certified(Certification.objects.filter(report__agreement=agreement))


def certified_parts(agreement: Agreement, rss: Organisation) -> dict[int, Figures]:
    """Municipality id → what is certified of an RSS's money."""
    return _certified(
        Certification.objects.filter(
            report__agreement=agreement,
            report__recipient__kind=OrganisationKind.MUNICIPALITY,
            report__recipient__county=rss.county_id,
        )
    )


def _certified(rows: QuerySet[Certification]) -> dict[int, Figures]:
    in_force = rows.filter(voided_at=None).values_list("report__recipient", "figures")
    return {recipient: from_data(json.loads(text)["lines"]) for recipient, text in in_force}


def _costs(agreement: Agreement, recipient: Organisation) -> Iterable[tuple[str, int]]:
    """(Line, öre) of everything that counts as a cost."""
    own = Cost.objects.filter(agreement=agreement, organisation=recipient).order_by("line__position", "pk")
    yield from own.values_list("line__code", "amount")
    onward = Payment.objects.filter(agreement=agreement, payer=recipient)
    for code, amount in onward.order_by("line__position").values_list("line__code", "amount"):
        yield str(code), amount * ORE
    if recipient.kind == OrganisationKind.RSS:
        for part in certified_parts(agreement, recipient).values():
            yield from ((line.line, line.cost * ORE) for line in part.lines)
