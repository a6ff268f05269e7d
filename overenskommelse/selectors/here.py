"""The agreement and organisation that the person has chosen, and the stages that the header shows."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from overenskommelse.choices import AgreementStatus, OrganisationKind, Role
from overenskommelse.models import Agreement, Organisation, User
from overenskommelse.permissions import (
    EDITS_MEMBERSHIPS,
    EVERYONE,
    IMPORTS_AND_RUNS,
    SEES_ALL,
    Roles,
    allowed,
)

Choice = TypeVar("Choice", Agreement, Organisation)

# Pages that stand elsewhere than below the part they belong to: the start of their address → URL name.
PLACES: tuple[tuple[str, str], ...] = (
    ("/allocation/registers/recipients/", "recipients"),
    ("/allocation/registers/", "datasets"),
    ("/allocation/indicators/", "datasets"),
    ("/undertakings/", "action_plans"),
    ("/reporting/drawdowns/", "own_costs"),
    ("/reporting/settlements/", "money"),
)

# The stage navigation: label, URL name, who is shown it.
STAGES: tuple[tuple[Any, str, Roles], ...] = (
    (_("To do"), "start", EVERYONE),
    (_("Agreement"), "agreements", EVERYONE),
    (_("Money"), "money", EVERYONE),
    (_("Action plan"), "action_plans", EVERYONE),
    (_("Requisition"), "requisitions", EVERYONE),
    (_("Costs"), "own_costs", EVERYONE),
    (_("Financial report"), "financial_reports", EVERYONE),
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
        """Newest first; closed ones and drafts last: nobody comes to those without choosing them."""
        order = [AgreementStatus.IN_FORCE, AgreementStatus.CLOSED, AgreementStatus.DRAFT]
        rows = Agreement.objects.visible_to(self.user)
        return sorted(rows, key=lambda row: order.index(AgreementStatus(row.status)))

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
        asked = self.request.path
        path = next((reverse(name) for start, name in PLACES if asked.startswith(start)), asked)
        shown = [(label, reverse(name)) for label, name, roles in STAGES if allowed(self.user, roles)]
        start = reverse("start")
        within = [url for _label, url in shown if path == url or (url != start and path.startswith(url))]
        current = max(within, key=len, default="")
        return [Stage(str(label), url, url == current) for label, url in shown]

    @property
    def sees_counties(self) -> bool:
        """Whether there is a county whose plans the person sees as a whole (``county_plans.counties_of``)."""
        whole = (OrganisationKind.REGION, OrganisationKind.RSS)
        return self.user.sees_all or any(one.kind in whole for one in self.organisations)

    @property
    def has_county(self) -> bool:
        """Whether there is a county whose undertakings the person reads (``undertakings.counties_read``)."""
        return self.user.sees_all or any(one.county_id for one in self.organisations)

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
