"""How an agreement pays, who may requisition late, and what has been paid, also onward."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from overenskommelse.models import Agreement, Organisation
from overenskommelse.permissions import EDITS_AGREEMENTS, AuthenticatedRequest, allowed, require
from overenskommelse.templatetags.formats import kr
from reporting.forms import ConditionForm, ExceptionForm, OnwardForm, PartForm, StatePaymentForm, TermsForm
from reporting.models import LateRequisition, Payment, PaymentPart
from reporting.permissions import BOOKS_PAYMENTS, GRANTS_EXCEPTIONS
from reporting.selectors import onward_payments, terms_of
from reporting.services import payments as services
from reporting.services.payments import NothingToPay, PartsBeyondWhole


def visible(request: AuthenticatedRequest, code: str) -> Agreement:
    return get_object_or_404(Agreement.objects.visible_to(request.user), code=code)


def page(request: AuthenticatedRequest, agreement: Agreement, **sent: forms.BaseForm) -> HttpResponse:
    """The terms, exceptions and payments; ``sent`` are forms that came back with errors."""
    terms = terms_of(agreement)
    paid = Payment.objects.visible_to(request.user).filter(agreement=agreement)
    context: dict[str, Any] = {
        "agreement": agreement,
        "terms": terms,
        "payments": paid.select_related("recipient", "payer", "requisition__document").defer(
            "requisition__document__pdf", "requisition__document__content"
        ),
        "onward": onward_payments(agreement, request.user),
        "may_grant": allowed(request.user, GRANTS_EXCEPTIONS),
        "terms_form": TermsForm(instance=terms.terms),
        "part_form": PartForm(initial={"number": len(terms.parts) + 1}),
        "exception_form": ExceptionForm(),
        "payment_form": StatePaymentForm(),
        "condition_form": ConditionForm(),
        "onward_form": OnwardForm(),
        **sent,
    }
    return render(request, "reporting/payments/detail.html", context)


@require_safe
def payments(request: AuthenticatedRequest, code: str) -> HttpResponse:
    return page(request, visible(request, code))


@require_POST
def payment_terms(request: AuthenticatedRequest, code: str) -> HttpResponse:
    agreement = visible(request, code)
    require(request.user, EDITS_AGREEMENTS)
    form = TermsForm(request.POST, instance=terms_of(agreement).terms)
    if not form.is_valid():
        return page(request, agreement, terms_form=form)
    services.save_terms(terms=form.save(commit=False), by=request.user)
    return _saved(request, agreement)


@require_POST
def payment_part_add(request: AuthenticatedRequest, code: str) -> HttpResponse:
    agreement = visible(request, code)
    require(request.user, EDITS_AGREEMENTS)
    form = PartForm(request.POST, instance=PaymentPart(agreement=agreement))
    if form.is_valid():
        try:
            services.save_part(part=form.save(commit=False), by=request.user)
        except PartsBeyondWhole:
            form.add_error("percent", _("All parts together must be at most 100 per cent."))
        else:
            return _saved(request, agreement)
    return page(request, agreement, part_form=form)


@require_POST
def payment_condition(request: AuthenticatedRequest, code: str, pk: int) -> HttpResponse:
    agreement = visible(request, code)
    require(request.user, EDITS_AGREEMENTS)
    part = get_object_or_404(agreement.payment_parts, pk=pk)
    form = ConditionForm(request.POST)
    if not form.is_valid():
        return page(request, agreement, condition_form=form)
    services.meet_condition(part=part, on=form.cleaned_data["on"], by=request.user)
    return _saved(request, agreement)


@require_POST
def payment_exception_add(request: AuthenticatedRequest, code: str) -> HttpResponse:
    agreement = visible(request, code)
    require(request.user, GRANTS_EXCEPTIONS)
    form = ExceptionForm(request.POST, instance=LateRequisition(agreement=agreement))
    if not form.is_valid():
        return page(request, agreement, exception_form=form)
    services.grant_exception(agreement=agreement, by=request.user, **form.cleaned_data)
    return _saved(request, agreement)


@require_POST
def payment_exception_remove(request: AuthenticatedRequest, code: str, pk: int) -> HttpResponse:
    agreement = visible(request, code)
    require(request.user, GRANTS_EXCEPTIONS)
    exception = get_object_or_404(agreement.late_requisitions, pk=pk)
    services.withdraw_exception(exception=exception, by=request.user)
    return _saved(request, agreement)


@require_POST
def payment_add(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """A payment that the state made without a requisition."""
    agreement = visible(request, code)
    require(request.user, EDITS_AGREEMENTS)
    form = StatePaymentForm(request.POST)
    if form.is_valid():
        try:
            services.pay_without_requisition(agreement=agreement, by=request.user, **form.cleaned_data)
        except NothingToPay as error:
            form.add_error("amount", _("At most %(amount)s can be paid.") % {"amount": kr(error.left)})
        else:
            return _saved(request, agreement)
    return page(request, agreement, payment_form=form)


@require_POST
def payment_onward(request: AuthenticatedRequest, code: str, pk: int, payer: str) -> HttpResponse:
    """What a region has passed on of a line, on the day that it says."""
    agreement = visible(request, code)
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), code=payer)
    require(request.user, BOOKS_PAYMENTS, organisation)
    line, form = get_object_or_404(agreement.lines, pk=pk), OnwardForm(request.POST)
    if not form.is_valid():
        return page(request, agreement, onward_form=form)
    try:
        services.pay_onward(line=line, payer=organisation, by=request.user, **form.cleaned_data)
    except NothingToPay:
        messages.info(request, _("There is nothing to pass on, or it is booked already."))
        return redirect("payments", agreement.code)
    return _saved(request, agreement)


def _saved(request: AuthenticatedRequest, agreement: Agreement) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("payments", agreement.code)
