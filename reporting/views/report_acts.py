"""What is done with a financial report: handed over, certified or sent back, signed and sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from django import forms
from django.contrib import messages
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from allocation.domain.run import digest
from overenskommelse.models import User
from overenskommelse.permissions import AuthenticatedRequest, allowed
from overenskommelse.services.attachments import UnacceptableFile
from reporting.choices import ReportStatus
from reporting.domain.reports import Act, acts_in
from reporting.forms import REPORT_FORMS, stated_by
from reporting.models import FinancialReport
from reporting.permissions import REPORT_ACTS
from reporting.selectors.financial_reports import is_part
from reporting.services import financial_reports as services
from reporting.services.locks import YearClosed
from reporting.services.report_documents import Statement, content_of_report
from reporting.services.signatures import CodeNotRead, NotNow, OtherPaper

# A form that came back with errors.
Sent: TypeAlias = tuple[Act, forms.Form] | None


@dataclass(frozen=True)
class Step:
    """A step of the report's way; ``day`` is when it was taken."""

    label: str
    day: date | None
    is_current: bool
    tone: str


def steps_of(report: FinancialReport) -> list[Step]:
    """The way of the report; a municipality's ends when it is certified."""
    days: dict[ReportStatus, date | None] = {
        ReportStatus.DRAFT: localdate(report.created_at),
        ReportStatus.PREPARED: localdate(report.prepared_at) if report.prepared_at else None,
        ReportStatus.CERTIFIED: localdate(report.document.issued_at) if report.document else None,
        ReportStatus.SIGNED: report.signed_on,
        ReportStatus.SENT: report.sent_on,
    }
    path = list(days)[:3] if is_part(report.recipient) else list(days)
    return [
        Step(str(step.label), days[step], step == report.status, "done" if days[step] else "")
        for step in path
    ]


def life_of(
    user: User, report: FinancialReport, content: Mapping[str, Any], sent: Sent = None
) -> dict[str, Any]:
    """What a report's page needs of its life; ``sent`` is a form that came back with errors."""
    acts = [
        act for act in acts_in(report.status, is_part=is_part(report.recipient)) if may_do(user, act, report)
    ]
    shown = [
        (act, REPORT_FORMS[act](initial=_initial(user, act, report, content), prefix=act)) for act in acts
    ]
    return {
        "steps": steps_of(report),
        "acts": [(act, sent[1] if sent and sent[0] is act else form) for act, form in shown],
        "is_preparer": report.prepared_by_id == user.pk,
    }


def may_do(user: User, act: Act, report: FinancialReport) -> bool:
    """Whether ``user`` may do ``act``: who prepared a report does not certify it."""
    is_preparer = act is Act.CERTIFY and report.prepared_by_id == user.pk
    return allowed(user, REPORT_ACTS[act], report.recipient) and not is_preparer


def _initial(user: User, act: Act, report: FinancialReport, content: Mapping[str, Any]) -> dict[str, Any]:
    if act is not Act.CERTIFY:
        return {}
    return {"seal": digest(content), **stated_by(user, report.recipient_id)}


def form_of(request: AuthenticatedRequest, act: Act) -> forms.Form:
    """The form of ``act`` as it was sent."""
    return REPORT_FORMS[act](request.POST, request.FILES, prefix=act)


def done(request: AuthenticatedRequest, found: FinancialReport, act: Act, form: forms.Form) -> bool:
    """Whether the page has nothing more to ask; otherwise the form says what is wrong."""
    try:
        _do(request, found, act, form.cleaned_data)
    except (NotNow, YearClosed, services.Incomplete, services.SamePerson) as error:
        messages.error(request, _words(error))
    except services.FiguresChanged:
        return _show_anew(found, form)
    except (OtherPaper, CodeNotRead, UnacceptableFile) as error:
        return _refuse_paper(form, error)
    else:
        messages.success(request, _("Saved."))
    return True


def _words(error: Exception) -> str:
    """What stopped the act, in words."""
    if isinstance(error, NotNow):
        status = ReportStatus(error.status).label
        return _("Somebody was here before you. The report’s status is now: %(status)s.") % {"status": status}
    if isinstance(error, YearClosed):
        return _("The year is closed, so nothing can be changed.")
    if isinstance(error, services.SamePerson):
        return _("You handed the report over, so somebody else must certify it.")
    return _("Something is missing in the report. It must be put right first.")


def _show_anew(found: FinancialReport, form: forms.Form) -> bool:
    """The figures changed while they were looked at: show them as they are now, with what was typed."""
    found.refresh_from_db()
    now = digest(content_of_report(found))
    form.data = {**form.data.dict(), form.add_prefix("seal"): now}  # type: ignore[attr-defined]
    form.add_error(
        None, _("The report changed while you looked at it. Point 3 is shown as it is now: examine it again.")
    )
    return False


def _refuse_paper(form: forms.Form, error: Exception) -> bool:
    if isinstance(error, OtherPaper):
        field = "typed" if form.cleaned_data["typed"] else "file"
        form.add_error(field, _("The code %(code)s is not this form's.") % {"code": error.found})
    elif isinstance(error, CodeNotRead):
        form.add_error("typed", _("No code could be read in the file. Write the one on the paper."))
    else:
        form.add_error("file", str(error))
    return False


def _do(request: AuthenticatedRequest, found: FinancialReport, act: Act, values: dict[str, Any]) -> None:
    given: dict[str, Any] = {"report": found, "by": request.user}
    if act is Act.PREPARE:
        services.prepare(**given)
    elif act is Act.CERTIFY:
        seal = values.pop("seal")
        services.certify(seal=seal, statement=Statement(**values), **given)
    elif act is Act.SEND_BACK:
        services.send_back(**values, **given)
    elif act is Act.SIGN:
        file = values.pop("file")
        services.sign(name=file.name, content=file.read(), **values, **given)
    else:
        services.send(**values, **given)
