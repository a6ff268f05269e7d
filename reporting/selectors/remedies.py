"""What stops a requisition, in words with the page where it is put right."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from overenskommelse.models import User
from overenskommelse.permissions import EDITS_AGREEMENTS, allowed
from reporting.choices import RequisitionProblem
from reporting.domain.checks import Place, Problem
from reporting.models import Requisition
from reporting.permissions import GRANTS_EXCEPTIONS, PREPARES_REQUISITIONS


@dataclass(frozen=True)
class Remedy:
    """A problem in words and the page where it is put right; ``is_own`` when the person may do so."""

    message: str
    url: str
    is_own: bool


def remedies(draft: Requisition, found: Iterable[Problem], user: User) -> Iterator[Remedy]:
    """What stops ``draft`` from being issued, for ``user``."""
    for problem in found:
        message = str(RequisitionProblem(problem.code).label)
        if problem.place is Place.AGREEMENT:
            may = allowed(user, EDITS_AGREEMENTS)
            name = "agreement_edit" if may else "agreement"
            yield Remedy(message, reverse(name, args=[draft.agreement.code]), may)
        elif problem.place is Place.PAYMENTS:
            url = reverse("payments", args=[draft.agreement.code])
            yield Remedy(message, url, allowed(user, GRANTS_EXCEPTIONS))
        else:
            url = reverse("requisition_edit", args=[draft.pk])
            yield Remedy(
                message, f"{url}#id_{problem.field}", allowed(user, PREPARES_REQUISITIONS, draft.recipient)
            )
