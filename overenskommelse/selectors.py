"""Reads that span models."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from overenskommelse.choices import AgreementStatus, Role, SumScope
from overenskommelse.domain import checks
from overenskommelse.models import Agreement, Organisation, PrintedSum, User
from overenskommelse.permissions import (
    EDITS_MEMBERSHIPS,
    EVERYONE,
    IMPORTS_AND_RUNS,
    SEES_ALL,
    Roles,
    allowed,
)

Choice = TypeVar("Choice", Agreement, Organisation)

# The stage navigation: label, URL name, who is shown it.
STAGES: tuple[tuple[Any, str, Roles], ...] = (
    (_("To do"), "start", EVERYONE),
    (_("Agreement"), "agreements", EVERYONE),
    (_("Money"), "money", EVERYONE),
    (_("Requisition"), "requisitions", EVERYONE),
    (_("Recipients"), "recipients", EVERYONE),
    (_("Statistics"), "datasets", SEES_ALL),
    (_("Runs"), "runs", IMPORTS_AND_RUNS),
    (_("Decisions"), "decisions", EVERYONE),
    (_("People"), "memberships", EDITS_MEMBERSHIPS),
)


@dataclass(frozen=True)
class Stage:
    label: str
    url: str
    current: bool


class Here:
    """The agreement and organisation that the person has chosen in the header, kept in the session."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user: User = request.user  # type: ignore[assignment]

    @cached_property
    def agreements(self) -> list[Agreement]:
        """Newest first, drafts last: nobody comes to a draft without choosing it."""
        rows = Agreement.objects.visible_to(self.user)
        return sorted(rows, key=lambda row: row.status == AgreementStatus.DRAFT)

    @cached_property
    def organisations(self) -> list[Organisation]:
        """The organisations at which the person holds a role, each once."""
        return list({m.organisation_id: m.organisation for m in self.user.held_memberships}.values())

    @cached_property
    def agreement(self) -> Agreement | None:
        return self._chosen("agreement", self.agreements)

    @cached_property
    def organisation(self) -> Organisation | None:
        return self._chosen("organisation", self.organisations)

    def _chosen(self, key: str, options: list[Choice]) -> Choice | None:
        wanted = self.request.session.get(key)
        return next((o for o in options if o.code == wanted), options[0] if options else None)

    @property
    def role(self) -> str:
        """Labels of the roles held at the chosen organisation."""
        held = [m for m in self.user.held_memberships if m.organisation == self.organisation]
        return ", ".join(str(Role(m.role).label) for m in held)

    @property
    def stages(self) -> list[Stage]:
        path = self.request.path
        shown = [(label, reverse(name)) for label, name, roles in STAGES if allowed(self.user, roles)]
        start = reverse("start")
        within = [url for _label, url in shown if path == url or (url != start and path.startswith(url))]
        current = max(within, key=len, default="")
        return [Stage(str(label), url, url == current) for label, url in shown]

    @property
    def operator(self) -> str:
        return str(settings.OPERATOR["name"])


def here(request: HttpRequest) -> Here:
    """The request's ``Here``, made once."""
    if not hasattr(request, "here"):
        request.here = Here(request)  # type: ignore[attr-defined]
    return request.here  # type: ignore[attr-defined, no-any-return]


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``here`` for signed-in people, None for others."""
    signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
    return {"here": SimpleLazyObject(lambda: here(request)) if signed_in else None}


@dataclass(frozen=True)
class CheckedSum:
    """A printed sum of an agreement beside what its lines add up to, in whole kronor."""

    printed: PrintedSum
    summed: int

    @property
    def difference(self) -> int:
        """Kronor that the lines have too much; negative when they have too little."""
        return self.summed - self.printed.amount


def checked_sums(agreement: Agreement) -> list[CheckedSum]:
    """Every printed sum of the agreement with what the lines add up to, in the order of the sections."""
    lines = [
        checks.LineAmount(line.code, line.recipient_kind, line.amount, line.area.code if line.area else None)
        for line in agreement.lines.select_related("area")
    ]
    printed = list(agreement.printed_sums.select_related("area", "line"))
    bare = [_bare(row) for row in printed]
    differing = {found.printed: found.summed for found in checks.check_sums(lines, bare)}
    return [
        CheckedSum(row, differing.get(as_bare, row.amount))
        for row, as_bare in zip(printed, bare, strict=True)
    ]


def _bare(row: PrintedSum) -> checks.PrintedSum:
    return checks.PrintedSum(
        section=row.section,
        scope=row.scope,
        amount=row.amount,
        area=row.area.code if row.area else None,
        recipient_kind=row.recipient_kind or None,
        line=row.line.code if row.line else None,
    )


def differing_sums(agreement: Agreement) -> list[CheckedSum]:
    """The printed sums that the lines do not add up to."""
    return [checked for checked in checked_sums(agreement) if checked.difference]


@dataclass(frozen=True)
class GroupedSum:
    """The same sum as printed in several sections."""

    checked: CheckedSum
    sections: str


def grouped_sums(sums: list[CheckedSum]) -> list[GroupedSum]:
    """The printed sums of the whole, of kinds of recipients and of areas; each once, with its sections."""
    groups: dict[tuple[Any, ...], list[CheckedSum]] = {}
    for checked in sums:
        row = checked.printed
        if row.scope != SumScope.LINE:
            groups.setdefault((row.scope, row.area_id, row.recipient_kind, row.amount), []).append(checked)
    order = list(SumScope)
    return [
        GroupedSum(found[0], ", ".join(dict.fromkeys(checked.printed.section for checked in found)))
        for key, found in sorted(groups.items(), key=lambda group: order.index(group[0][0]))
    ]
