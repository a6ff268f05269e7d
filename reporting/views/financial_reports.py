"""Stage 6: a recipient's financial report is opened, filled in and looked at."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overenskommelse.choices import OrganisationKind
from overenskommelse.models import Agreement, Attachment, Event, Organisation
from overenskommelse.permissions import AuthenticatedRequest, allowed, require
from overenskommelse.selectors import Here, here
from overenskommelse.services.events import SavedByOther
from overenskommelse.tables import list_page
from reporting import selectors
from reporting.choices import ReportStatus
from reporting.documents import REPORT_POINTS, points_of
from reporting.domain.reports import Act
from reporting.filters import ReportFilter
from reporting.forms import ReportForm
from reporting.models import Document, FinancialReport
from reporting.permissions import PREPARES_REPORTS, REPORT_ACTS
from reporting.selectors.financial_reports import is_part, point_three
from reporting.selectors.report_tasks import certifiers, problems_of, report_remedies, with_figures
from reporting.services import financial_reports as services
from reporting.services.locks import YearClosed
from reporting.services.report_documents import content_of_report
from reporting.services.signatures import NotNow
from reporting.tables import ReportTable
from reporting.views import report_acts

EVENTS_SHOWN = 8
LIFE = "reporting/financial_reports/detail.html"


def visible(request: AuthenticatedRequest, pk: int) -> FinancialReport:
    rows = FinancialReport.objects.visible_to(request.user).defer("document__pdf", "signed_paper__content")
    related = ("agreement", "recipient", "document", "prepared_by", "updated_by", "signed_paper")
    return get_object_or_404(rows.select_related(*related), pk=pk)


@require_safe
def financial_reports(request: AuthenticatedRequest) -> HttpResponse:
    place = here(request)
    rows = FinancialReport.objects.visible_to(request.user).filter(agreement=place.agreement)
    listed = with_figures(rows.select_related("recipient", "document").defer(*selectors.LARGE))
    template = "reporting/financial_reports/list.html"
    return list_page(request, listed, ReportTable, ReportFilter, template, **_own(place))


def _own(place: Here) -> dict[str, Any]:
    """The report of the organisation in the header, and whether the person may begin it."""
    if not place.agreement or not place.organisation or place.user.sees_all:
        return {}
    tasks = selectors.report_tasks(place.agreement, place.user, [place.organisation])
    may = allowed(place.user, PREPARES_REPORTS, place.organisation)
    return {"task": tasks[0] if tasks else None, "may_prepare": may}


@require_POST
def financial_report_new(request: AuthenticatedRequest) -> HttpResponse:
    """The report of the recipient, opened now unless it is there already."""
    agreement = get_object_or_404(
        Agreement.objects.visible_to(request.user), code=request.POST.get("agreement")
    )
    seen = Organisation.objects.visible_to(request.user).exclude(kind=OrganisationKind.AUTHORITY)
    recipient = get_object_or_404(seen, code=request.POST.get("recipient"))
    require(request.user, PREPARES_REPORTS, recipient)
    try:
        return redirect(services.open_report(agreement=agreement, recipient=recipient, by=request.user))
    except services.NothingToReport:
        messages.error(request, _("There is nothing to report for %(name)s.") % {"name": recipient})
    except YearClosed:
        messages.error(request, _("The year is closed, so nothing can be changed."))
    return redirect("financial_reports")


@require_safe
def financial_report(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What the report says and where its figures come from; what it lacks; what is done next."""
    return render(request, LIFE, page(request, visible(request, pk)))


@require_POST
def financial_report_act(request: AuthenticatedRequest, pk: int, act: Act) -> HttpResponse:
    """One act of a report's life; what is wrong is said beside its form."""
    found = visible(request, pk)
    require(request.user, REPORT_ACTS[act], found.recipient)
    form = report_acts.form_of(request, act)
    if form.is_valid() and report_acts.done(request, found, act, form):
        return redirect(found)
    return render(request, LIFE, page(request, found, (act, form)))


def page(
    request: AuthenticatedRequest, found: FinancialReport, sent: report_acts.Sent = None
) -> dict[str, Any]:
    """What the page of a report says; ``sent`` is a form that came back with errors."""
    counted = point_three(found.agreement, found.recipient)
    content = content_of_report(found, counted)
    is_open = found.status == ReportStatus.DRAFT
    problems = problems_of(found, counted) if is_open else []
    given = found.certifications.select_related("by", "prepared_by", "document").defer(
        "document__pdf", "document__content"
    )
    return {
        "report": found,
        "content": content,
        "points": points_of(content, REPORT_POINTS),
        "counted": counted,
        "is_part": is_part(found.recipient),
        "remedies": list(report_remedies(found, problems, request.user)),
        "certifications": list(given),
        "certifiers": certifiers(found.recipient),
        "may_prepare": allowed(request.user, PREPARES_REPORTS, found.recipient),
        "documents": _documents(found),
        "events": Event.objects.about(found).select_related("by")[:EVENTS_SHOWN],
        **report_acts.life_of(request.user, found, content, sent),
    }


def _documents(found: FinancialReport) -> list[Document]:
    """Every report and certificate that has been issued, those that were voided too."""
    rows = Document.objects.filter(agreement=found.agreement, recipient=found.recipient)
    return list(rows.filter(kind__in=("financial_report", "certificate")).defer("pdf", "content"))


@require_http_methods(["GET", "HEAD", "POST"])
def financial_report_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    found = visible(request, pk)
    require(request.user, PREPARES_REPORTS, found.recipient)
    if found.status != ReportStatus.DRAFT:
        return redirect(found)
    form = ReportForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        return redirect(found)
    return render(request, "reporting/financial_reports/edit.html", {"form": form, "report": found})


def _saved(request: AuthenticatedRequest, form: ReportForm) -> bool:
    """Whether what was typed is stored; if somebody else was first, the form shows both versions."""
    values = form.cleaned_data
    try:
        services.save_report(report=form.instance, seen=values["seen"], values=values, by=request.user)
    except SavedByOther as error:
        form.meet(error)
        return False
    except NotNow:
        messages.error(request, _("The report has been handed over meanwhile and was not changed."))
    except YearClosed:
        messages.error(request, _("The year is closed, so nothing can be changed."))
    else:
        messages.success(request, _("Saved."))
    return True


@require_safe
def financial_report_preview(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The report as a PDF to look at; a certified one as it was issued."""
    found = visible(request, pk)
    if found.document:
        return redirect("document", found.document.number)
    name = f"utkast-redovisning-{found.agreement.year}-{found.recipient.code}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(services.preview(found), content_type="application/pdf", headers=headers)


@require_safe
def financial_report_paper(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The signed paper, byte for byte as it was attached."""
    paper = get_object_or_404(Attachment, pk=visible(request, pk).signed_paper_id)
    headers = {"Content-Disposition": f'attachment; filename="{paper.name}"'}
    return HttpResponse(bytes(paper.content), content_type=paper.content_type, headers=headers)
