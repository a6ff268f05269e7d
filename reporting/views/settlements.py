"""Where each recipient's year stands, what goes back to the state, and how the year closes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from overenskommelse.choices import RecipientKind
from overenskommelse.models import Agreement, Event
from overenskommelse.permissions import AuthenticatedRequest, allowed, require
from overenskommelse.selectors import here
from overenskommelse.tables import list_page
from overenskommelse.templatetags.formats import kr
from reporting.filters import SettlementFilter
from reporting.forms import BookForm, CorrectionForm, ReclaimForm, WithdrawReclaimForm
from reporting.models import Payment, Repayment, Settlement
from reporting.permissions import BOOKS_PAYMENTS, CLOSES_YEARS, RECLAIMS
from reporting.selectors.settlements import Year, paid_recipients, year_of, years
from reporting.services import payments, repayments
from reporting.services import settlements as services
from reporting.services.locks import YearClosed
from reporting.tables import SettlementTable, standing_of

EVENTS_SHOWN = 12
# What the log of a recipient's year tells.
TOLD = (
    "settlements.",
    "financial_reports.certified",
    "financial_reports.voided",
    "requisitions.paid",
    "payments.",
)
PARTS = ("open", "decided", "paid", "lapsed", "to_be_paid", "used", "repaid", "reclaimed")
ALWAYS = ("decided", "paid", "used")
SHOWN = {part: SettlementTable.base_columns[part].verbose_name for part in PARTS}


@require_safe
def settlements(request: AuthenticatedRequest) -> HttpResponse:
    """Every year that the person sees: 0, or what is open and why."""
    agreement = here(request).agreement
    found = years(agreement, paid_recipients(agreement, request.user)) if agreement else []
    chosen = SettlementFilter(request.GET, found)
    context: dict[str, Any] = {
        "filter": chosen,
        "kinds": by_kind(chosen.rows),
        "headings": SHOWN.values(),
        "open": sum(year.open for year in found),
        "waiting": sum(bool(year.open) for year in found),
        "closed": sum(year.is_closed for year in found),
        "years": found,
        "differing": [year for year in found if year.differences],
        "ready": sum(year.may_close for year in found) if allowed(request.user, CLOSES_YEARS) else 0,
    }
    template = "reporting/settlements/list.html"
    return list_page(request, chosen.rows, SettlementTable, None, template, **context)


def by_kind(found: list[Year]) -> list[dict[str, Any]]:
    """The sums of each kind of recipient that there is."""
    rows = []
    for kind in RecipientKind:
        own = [year for year in found if year.recipient.kind == kind]
        if own:
            cells = [(label, sum(year.sums[part] for year in own)) for part, label in SHOWN.items()]
            rows.append({"label": kind.label, "count": len(own), "cells": cells})
    return rows


def chosen_year(request: AuthenticatedRequest, code: str, recipient: str) -> Year:
    """The year of the address, if the person sees it."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), code=code)
    found = get_object_or_404(paid_recipients(agreement, request.user), code=recipient)
    return year_of(agreement, found)


@require_safe
def settlement(request: AuthenticatedRequest, code: str, recipient: str) -> HttpResponse:
    return page(request, chosen_year(request, code, recipient))


def page(request: AuthenticatedRequest, year: Year, **sent: forms.Form) -> HttpResponse:
    """A recipient's year; ``sent`` are forms that came back with errors."""
    may_book = allowed(request.user, BOOKS_PAYMENTS, year.recipient)
    may_reclaim = allowed(request.user, RECLAIMS)
    told = Q(*[("verb__startswith", verb) for verb in TOLD], _connector=Q.OR)
    events = Event.objects.visible_to(request.user).filter(
        told, agreement=year.agreement, organisation=year.recipient
    )
    unpaid = year.unpaid
    context: dict[str, Any] = {
        "year": year,
        "differences": [(line, label_of(part), *amounts) for line, part, *amounts in year.differences],
        "standing": standing_of(year),
        **_lines(year),
        "may_notify": may_book and year.proposal and not year.agreement.missing_numbers and year.repay_by,
        "may_reclaim": may_reclaim and year.reclaimable,
        "may_book": unpaid and (may_reclaim if unpaid.is_reclaim else may_book),
        "may_withdraw": unpaid and unpaid.is_reclaim and may_reclaim,
        "may_correct": may_book and year.has_wrong_payment and not year.is_closed,
        "may_close": year.may_close and allowed(request.user, CLOSES_YEARS),
        "book_form": BookForm(),
        "reclaim_form": ReclaimForm(),
        "withdraw_form": WithdrawReclaimForm(),
        "correction_form": CorrectionForm(payments=_payments(year)),
        "events": events.select_related("by")[:EVENTS_SHOWN],
        **sent,
    }
    return render(request, "reporting/settlements/detail.html", context)


def _lines(year: Year) -> dict[str, Any]:
    """Line by line, only the parts that have something, with what remains last."""
    names = dict(year.agreement.lines.values_list("code", "name"))
    parts = [part for part in (*PARTS[1:], "own_funding") if part in ALWAYS or year.sums[part]]
    labels = [(part, _("Own money") if part == "own_funding" else SHOWN[part]) for part in [*parts, "open"]]
    rows = [
        (names.get(line.line, _("No line")), [(label, getattr(line, part)) for part, label in labels])
        for line in year.settled.lines
    ]
    return {"lines": rows, "sums": [(label, year.sums[part]) for part, label in labels]}


def label_of(part: str) -> str:
    """A closed line's part in words."""
    return str(SHOWN.get(part) or Settlement._meta.get_field(part).verbose_name)  # type: ignore[union-attr]


@require_POST
def settlement_notice(request: AuthenticatedRequest, code: str, recipient: str) -> HttpResponse:
    """Issue the notice of what is to be repaid."""
    year = chosen_year(request, code, recipient)
    require(request.user, BOOKS_PAYMENTS, year.recipient)
    try:
        told = repayments.issue_notice(agreement=year.agreement, recipient=year.recipient, by=request.user)
    except repayments.NothingToReturn:
        messages.info(request, _("There is nothing more to repay, or the notice is issued already."))
    except repayments.NotReady:
        messages.error(request, _("The notice needs the agreement's registration numbers and last day."))
    else:
        messages.success(request, _("Notice %(number)s is issued.") % {"number": told.reference})
    return back(year)


@require_POST
def settlement_reclaim(request: AuthenticatedRequest, code: str, recipient: str) -> HttpResponse:
    """Reclaim what is left, for a reason that the recipient gets to read."""
    year = chosen_year(request, code, recipient)
    require(request.user, RECLAIMS)
    form = ReclaimForm(request.POST)
    if not form.is_valid():
        return page(request, year, reclaim_form=form)
    try:
        told = repayments.reclaim(
            agreement=year.agreement, recipient=year.recipient, by=request.user, **form.cleaned_data
        )
    except repayments.NothingToReturn:
        messages.info(request, _("There is nothing to reclaim, or it is reclaimed already."))
    except repayments.NotReady:
        messages.error(request, _("The notice needs the agreement's registration numbers and last day."))
    else:
        messages.success(request, _("Notice %(number)s is issued.") % {"number": told.reference})
    return back(year)


@require_POST
def repayment_book(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The day on which the money reached the state."""
    row = visible(request, pk)
    require(request.user, RECLAIMS if row.is_reclaim else BOOKS_PAYMENTS, row.recipient)
    form = BookForm(request.POST)
    if form.is_valid():
        try:
            repayments.book(repayment=row, by=request.user, **form.cleaned_data)
        except repayments.TooEarly as error:
            day = {"day": error.first.isoformat()}
            form.add_error("paid_on", _("The amount was not known until %(day)s.") % day)
        except repayments.TooMuch as error:
            left = {"amount": kr(error.left)}
            form.add_error(None, _("Only %(amount)s is left to repay now. Withdraw this one first.") % left)
        else:
            messages.success(request, _("Saved."))
            return back(year_of(row.agreement, row.recipient))
    return page(request, year_of(row.agreement, row.recipient), book_form=form)


@require_POST
def repayment_withdraw(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take back a reclaim that nobody has paid."""
    row = visible(request, pk)
    require(request.user, RECLAIMS)
    form, year = WithdrawReclaimForm(request.POST), year_of(row.agreement, row.recipient)
    if not form.is_valid():
        return page(request, year, withdraw_form=form)
    if repayments.withdraw_reclaim(repayment=row, by=request.user, **form.cleaned_data):
        messages.success(request, _("The reclaim is withdrawn."))
    else:
        messages.info(request, _("Only a reclaim that has not been paid can be withdrawn."))
    return back(year)


@require_POST
def settlement_correct(request: AuthenticatedRequest, code: str, recipient: str) -> HttpResponse:
    """Put right a payment that was booked with another amount than what came."""
    year = chosen_year(request, code, recipient)
    require(request.user, BOOKS_PAYMENTS, year.recipient)
    form = CorrectionForm(request.POST, payments=_payments(year))
    if form.is_valid():
        try:
            payments.correct(by=request.user, **form.cleaned_data)
        except payments.GoneBack as error:
            least = {"amount": kr(error.least)}
            form.add_error("amount", _("At least %(amount)s: so much has gone back to the state.") % least)
        else:
            messages.success(request, _("Saved."))
            return back(year)
    return page(request, year, correction_form=form)


def _payments(year: Year) -> QuerySet[Payment]:
    """What the state has paid; those that may have been booked wrongly."""
    return Payment.objects.from_the_state().filter(agreement=year.agreement, recipient=year.recipient)


@require_POST
def settlement_close(request: AuthenticatedRequest, code: str, recipient: str) -> HttpResponse:
    """Close a recipient's year."""
    year = chosen_year(request, code, recipient)
    require(request.user, CLOSES_YEARS)
    try:
        services.close_year(agreement=year.agreement, recipient=year.recipient, by=request.user)
    except services.NotAtZero as error:
        messages.error(request, _("The year is not at 0: %(amount)s is open.") % {"amount": kr(error.left)})
    else:
        messages.success(request, _("The year of %(name)s is closed.") % {"name": year.recipient})
    return back(year)


@require_POST
def settlements_close(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Close the year of everybody who is at 0."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), code=code)
    require(request.user, CLOSES_YEARS)
    count = services.close_all(agreement=agreement, by=request.user)
    said = ngettext(
        "The year of one recipient is closed.", "The year of %(count)s recipients is closed.", count
    )
    messages.success(request, said % {"count": count})
    return redirect("settlements")


def visible(request: AuthenticatedRequest, pk: int) -> Repayment:
    rows = Repayment.objects.visible_to(request.user).select_related("agreement", "recipient")
    return get_object_or_404(rows, pk=pk)


def back(year: Year) -> HttpResponse:
    return redirect("settlement", year.agreement.code, year.recipient.code)


class ClosedYearMiddleware:
    """Whoever would change a closed year is told so, on the page that shows how it closed."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer: HttpResponse = self.get_response(request)
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, YearClosed):
            return None
        messages.error(
            request,
            _("The year of %(name)s is closed. Nothing was changed.") % {"name": exception.recipient},
        )
        return redirect("settlement", exception.agreement.code, exception.recipient.code)
