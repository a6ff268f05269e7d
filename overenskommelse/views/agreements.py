"""The year's agreement: reading it whole, part by part, editing, copying to a new year."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_filters import FilterSet

from overenskommelse import filters, forms, tables
from overenskommelse.models import (
    Agreement,
    Deadline,
    DevelopmentArea,
    Event,
    FocusArea,
    FundingLine,
    PrintedSum,
    Requirement,
    User,
)
from overenskommelse.permissions import EDITS_AGREEMENTS, AuthenticatedRequest, allowed, requires
from overenskommelse.selectors import CheckedSum, checked_sums, grouped_sums
from overenskommelse.services import agreements as services
from overenskommelse.services.events import SavedByOther

EVENTS_SHOWN = 20
STORED_ALREADY = _("The same was stored at this very moment. Look at the list before you save again.")
IN_FORCE_MUST_AGREE = _("An agreement in force must add up to its printed sums. Nothing was saved.")


@dataclass(frozen=True)
class PartPage:
    """What the pages of one kind of part are made of."""

    model: type[Model]
    form: type[forms.PartForm]
    table: type[tables.PartTable]
    filter: type[FilterSet] | None
    title: Promise
    add: Promise
    related: tuple[str, ...] = ()
    path: str = "agreement"

    def rows(self, agreement: Agreement) -> QuerySet[Any]:
        rows = self.model._default_manager.filter(**{self.path: agreement})
        return rows.select_related(*self.related) if self.related else rows


PARTS = {
    "lines": PartPage(
        FundingLine, forms.LineForm, tables.LineTable, filters.LineFilter,
        _("Funding lines"), _("Add a funding line"), ("area", "pass_through_to"),
    ),
    "sums": PartPage(
        PrintedSum, forms.SumForm, tables.SumTable, filters.SumFilter,
        _("Printed sums"), _("Add a printed sum"), ("area", "line"),
    ),
    "deadlines": PartPage(
        Deadline, forms.DeadlineForm, tables.DeadlineTable, filters.DeadlineFilter,
        _("Deadlines"), _("Add a deadline"),
    ),
    "requirements": PartPage(
        Requirement, forms.RequirementForm, tables.RequirementTable, filters.RequirementFilter,
        _("Requirements"), _("Add a requirement"), ("area", "focus_area"),
    ),
    "areas": PartPage(
        DevelopmentArea, forms.AreaForm, tables.AreaTable, None,
        _("Development areas"), _("Add a development area"),
    ),
    "focus-areas": PartPage(
        FocusArea, forms.FocusAreaForm, tables.FocusAreaTable, None,
        _("Focus areas"), _("Add a focus area"), ("area",), "area__agreement",
    ),
}  # fmt: skip


def visible(request: AuthenticatedRequest, code: str) -> Agreement:
    return get_object_or_404(Agreement.objects.visible_to(request.user), code=code)


def known_part(name: str) -> PartPage:
    if name not in PARTS:
        raise Http404
    return PARTS[name]


def tell(request: AuthenticatedRequest, tried: "Attempt") -> None:
    """Say that it was saved and, when it is a draft, how many sums still differ."""
    messages.success(request, _("Saved."))
    if tried.differences:
        text = ngettext(
            "%(count)s printed sum differs from the lines. It must agree before the agreement is in force.",
            "%(count)s printed sums differ from the lines. They must agree before the agreement is in force.",
            len(tried.differences),
        )
        messages.warning(request, text % {"count": len(tried.differences)})


def changes_of(user: User, agreement: Agreement) -> QuerySet[Event]:
    """The latest changes of the agreement and its parts that ``user`` may see."""
    seen = Event.objects.visible_to(user).filter(agreement=agreement, verb__startswith="agreements.")
    return seen.select_related("by")[:EVENTS_SHOWN]


def agreements(request: AuthenticatedRequest) -> HttpResponse:
    rows = Agreement.objects.visible_to(request.user)
    return tables.list_page(
        request, rows, tables.AgreementTable, None, "overenskommelse/agreements/list.html"
    )


def agreement(request: AuthenticatedRequest, code: str) -> HttpResponse:
    found = visible(request, code)
    lines = list(found.lines.select_related("pass_through_to"))
    sums = checked_sums(found)
    context = {
        "agreement": found,
        "parts": PARTS,
        "areas": found.areas.prefetch_related("focus_areas"),
        "lines": lines,
        "total": sum(line.amount for line in lines),
        "sums": grouped_sums(sums),
        "differing": [checked for checked in sums if checked.difference],
        "deadlines": found.deadlines.all(),
        "requirements": found.requirements.select_related("area").order_by("area__position", "pk"),
        "events": changes_of(request.user, found),
        "closed": Event.objects.about(found).filter(verb="settlements.all_closed").first(),
        "may_edit": allowed(request.user, EDITS_AGREEMENTS),
    }
    return render(request, "overenskommelse/agreements/detail.html", context)


def agreement_part(request: AuthenticatedRequest, code: str, part: str) -> HttpResponse:
    found, page = visible(request, code), known_part(part)
    may_edit = allowed(request.user, EDITS_AGREEMENTS)
    context: dict[str, Any] = {"agreement": found, "part": part, "page": page, "may_edit": may_edit}
    template = "overenskommelse/agreements/part_list.html"
    return tables.list_page(request, page.rows(found), page.table, page.filter, template, **context)


@dataclass(frozen=True)
class Attempt:
    """Whether a form was saved, and the sums that differ."""

    saved: bool = False
    differences: tuple[CheckedSum, ...] = ()


def attempt(form: forms.SeenForm | forms.AmountForms, save: Callable[[], list[CheckedSum]]) -> Attempt:
    """Try to save a valid form; what stands in the way becomes its errors, and what was typed stays."""
    try:
        return Attempt(True, tuple(save())) if form.is_valid() else Attempt()
    except SavedByOther as error:
        form.meet(error)
        return Attempt()
    except services.SumsDiffer as error:
        form.add_error(None, IN_FORCE_MUST_AGREE)
        return Attempt(False, tuple(error.differences))
    except IntegrityError:
        form.add_error(None, STORED_ALREADY)
        return Attempt()


@requires(EDITS_AGREEMENTS)
def agreement_edit(request: AuthenticatedRequest, code: str) -> HttpResponse:
    found = visible(request, code)
    form = forms.AgreementForm(request.POST or None, instance=found)
    tried = attempt(
        form,
        lambda: services.change_agreement(
            agreement=form.instance, seen=form.cleaned_data["seen"], by=request.user
        ),
    )
    if tried.saved:
        tell(request, tried)
        return redirect("agreement", code)
    context = {"agreement": visible(request, code), "form": form, "differences": tried.differences}
    return render(request, "overenskommelse/agreements/edit.html", context)


@requires(EDITS_AGREEMENTS)
def agreement_part_add(request: AuthenticatedRequest, code: str, part: str) -> HttpResponse:
    found, page = visible(request, code), known_part(part)
    form = page.form(request.POST or None, agreement=found)
    tried = attempt(form, lambda: services.add_part(part=form.instance, agreement=found, by=request.user))
    return _part_page(request, found, part, form, tried)


@requires(EDITS_AGREEMENTS)
def agreement_part_edit(request: AuthenticatedRequest, code: str, part: str, pk: int) -> HttpResponse:
    found, page = visible(request, code), known_part(part)
    row = get_object_or_404(page.rows(found), pk=pk)
    heading = str(row)
    form = page.form(request.POST or None, agreement=found, instance=row)
    tried = attempt(
        form,
        lambda: services.change_part(
            part=row, agreement=found, seen=form.cleaned_data["seen"], by=request.user
        ),
    )
    return _part_page(request, found, part, form, tried, heading)


def _part_page(
    request: AuthenticatedRequest,
    agreement: Agreement,
    part: str,
    form: forms.PartForm,
    tried: Attempt,
    heading: str = "",
) -> HttpResponse:
    if tried.saved:
        tell(request, tried)
        return redirect("agreement_part", agreement.code, part)
    context = {
        "agreement": agreement,
        "part": part,
        "page": PARTS[part],
        "heading": heading,
        "form": form,
        "differences": tried.differences,
    }
    return render(request, "overenskommelse/agreements/part_edit.html", context)


@requires(EDITS_AGREEMENTS)
def agreement_part_remove(request: AuthenticatedRequest, code: str, part: str, pk: int) -> HttpResponse:
    found, page = visible(request, code), known_part(part)
    row = get_object_or_404(page.rows(found), pk=pk)
    along, holders = services.consequences(row)
    differences: Iterable[CheckedSum] = ()
    if request.method == "POST" and not holders:
        try:
            left = services.remove_part(part=row, agreement=found, by=request.user)
        except services.SumsDiffer as error:
            differences = error.differences
        else:
            tell(request, Attempt(True, tuple(left)))
            return redirect("agreement_part", code, part)
    context = {
        "agreement": found,
        "part": part,
        "page": page,
        "row": row,
        "along": along,
        "holders": holders,
        "differences": differences,
    }
    return render(request, "overenskommelse/agreements/part_remove.html", context)


@requires(EDITS_AGREEMENTS)
def agreement_amounts(request: AuthenticatedRequest, code: str) -> HttpResponse:
    found = visible(request, code)
    form = forms.AmountForms(request.POST or None, agreement=found)
    tried = attempt(
        form, lambda: services.change_amounts(agreement=found, rows=form.opened_rows, by=request.user)
    )
    if tried.saved:
        tell(request, tried)
        return redirect("agreement", code)
    context = {"agreement": found, "form": form, "differences": tried.differences}
    return render(request, "overenskommelse/agreements/amounts.html", context)


@requires(EDITS_AGREEMENTS)
def agreement_copy(request: AuthenticatedRequest, code: str) -> HttpResponse:
    source = visible(request, code)
    this, following = str(source.year), str(source.year + 1)
    initial = {key: getattr(source, key).replace(this, following) for key in ("code", "name")}
    form = forms.CopyForm(request.POST or None, initial={**initial, "year": following})
    if request.method == "POST" and form.is_valid():
        copied = services.copy_agreement(source=source, by=request.user, **form.cleaned_data)
        messages.success(
            request, _("The copy is a draft. Go through days, amounts and texts that name a year.")
        )
        return redirect(copied)
    return render(request, "overenskommelse/agreements/copy.html", {"agreement": source, "form": form})
