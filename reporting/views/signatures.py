"""What happens to an issued requisition: its signed paper, and what the authority did with it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _

from overenskommelse.permissions import AuthenticatedRequest, allowed
from overenskommelse.services.attachments import UnacceptableFile
from reporting.choices import ENDED, RequisitionStatus
from reporting.domain.transitions import Act, acts_in
from reporting.forms import ACT_FORMS
from reporting.models import Requisition
from reporting.permissions import HANDLES_PAPERS
from reporting.services import signatures as services

PATH = (RequisitionStatus.ISSUED, RequisitionStatus.SIGNED, RequisitionStatus.SENT, RequisitionStatus.PAID)


@dataclass(frozen=True)
class Step:
    """A step of the paper's way; ``day`` is when it was taken."""

    label: str
    day: date | None
    is_current: bool
    tone: str


def steps_of(requisition: Requisition) -> list[Step]:
    """The way of the paper as far as it has come, with the end that it met if it was not paid."""
    payment = getattr(requisition, "payment", None)
    days = {
        RequisitionStatus.ISSUED: requisition.document.issued_at.date() if requisition.document else None,
        RequisitionStatus.SIGNED: requisition.signed_on,
        RequisitionStatus.SENT: requisition.sent_on,
        RequisitionStatus.PAID: payment and payment.paid_on,
    }
    status = RequisitionStatus(requisition.status)
    ended = status in ENDED
    path = [step for step in PATH if days[step]] if ended else list(PATH)
    days[status] = requisition.ended_on if ended else days[status]
    return [
        Step(str(step.label), days[step], step == status, _tone(step, bool(days[step])))
        for step in [*path, *([status] if ended else [])]
    ]


def _tone(step: RequisitionStatus, is_taken: bool) -> str:
    if step in ENDED:
        return "back"
    return "done" if is_taken else ""


def life_of(
    request: AuthenticatedRequest, requisition: Requisition, sent: tuple[Act, forms.Form] | None = None
) -> dict[str, Any]:
    """What a requisition's page needs of its life; ``sent`` is a form that came back with errors."""
    may = allowed(request.user, HANDLES_PAPERS, requisition.recipient)
    acts = acts_in(requisition.status) if may else []
    initial = {"amount": requisition.amount}
    shown = [(act, ACT_FORMS[act](initial=initial, prefix=act)) for act in acts]
    return {
        "steps": steps_of(requisition) if requisition.document else [],
        "acts": [(act, sent[1] if sent and sent[0] is act else form) for act, form in shown],
    }


def form_of(request: AuthenticatedRequest, act: Act) -> forms.Form:
    """The form of ``act`` as it was sent."""
    return ACT_FORMS[act](request.POST, request.FILES, prefix=act)


def done(request: AuthenticatedRequest, found: Requisition, act: Act, form: forms.Form) -> bool:
    """Whether the page has nothing more to ask; otherwise the form says what is wrong."""
    try:
        _do(request, found, act, form.cleaned_data)
    except services.NotNow as error:
        status = RequisitionStatus(error.status).label
        messages.info(
            request, _("Somebody was here before you: the requisition is %(status)s.") % {"status": status}
        )
    except services.OtherPaper as error:
        field = "typed" if form.cleaned_data["typed"] else "file"
        form.add_error(field, _("The code %(code)s is not this form's.") % {"code": error.found})
        return False
    except services.CodeNotRead:
        form.add_error("typed", _("No code could be read in the file. Write the one on the paper."))
        return False
    except UnacceptableFile as error:
        form.add_error("file", str(error))
        return False
    else:
        messages.success(request, _("Saved."))
    return True


def _do(request: AuthenticatedRequest, found: Requisition, act: Act, values: dict[str, Any]) -> None:
    given: dict[str, Any] = {"requisition": found, "by": request.user}
    if act is Act.SIGN:
        file = values.pop("file")
        services.sign(name=file.name, content=file.read(), **values, **given)
    elif act is Act.SEND:
        services.send(**values, **given)
    elif act is Act.PAY:
        services.pay(**values, **given)
    else:
        services.end(act=act, **values, **given)
