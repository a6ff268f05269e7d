"""Registers from a file: recipients with their contact details, and indicators."""

from dataclasses import asdict
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from allocation.forms import RegisterForm
from allocation.permissions import IMPORTS
from allocation.resources import REGISTERS
from allocation.services import registers
from overenskommelse.permissions import AuthenticatedRequest, requires
from overenskommelse.workbooks import EXPORTS, write

SALT: Final = "registers"
HOURS_KEPT: Final = 8
# What the page of each register is called.
LISTS: Final = {
    "recipients": gettext_lazy("Recipients"),
    "indicators": gettext_lazy("Indicators"),
    "areas": gettext_lazy("Development areas"),
    "focus-areas": gettext_lazy("Focus areas"),
    "requirements": gettext_lazy("Requirements"),
}
# The page of each register; the code lists of all agreements share one.
PAGES: Final = {"recipients": "recipients", "indicators": "indicators"}


@requires(IMPORTS)
def new(request: AuthenticatedRequest, register: str) -> HttpResponse:
    """Upload a file and see what it would change. Nothing is stored."""
    form = RegisterForm(request.POST or None, request.FILES or None, register=_known(register))
    if request.method == "POST" and form.is_valid():
        return _preview(request, register, form.table)
    context = {"form": form, "limit": settings.UPLOAD_MAX_BYTES, **_named(register)}
    return render(request, "allocation/registers/new.html", context)


def _known(register: str) -> str:
    if register not in REGISTERS:
        raise Http404
    return register


def _named(register: str) -> dict[str, Any]:
    return {"register": register, "list_name": LISTS[register], "home": _home(register)}


def _home(register: str) -> str:
    return reverse(PAGES.get(register, "agreements"))


def _preview(request: AuthenticatedRequest, register: str, table: registers.Table) -> HttpResponse:
    plan = registers.preview(register=register, table=table)
    carried = [register, request.user.pk, plan.seal, asdict(table)]
    sealed = "" if plan.faults or not plan.lines else signing.dumps(carried, salt=SALT, compress=True)
    context = {"plan": plan, "table": table, "sealed": sealed, **_named(register)}
    return render(request, "allocation/registers/preview.html", context)


@require_POST
@requires(IMPORTS)
def confirm(request: AuthenticatedRequest, register: str) -> HttpResponse:
    """Store what was seen; if the register has changed since, show the preview again."""
    try:
        carried = signing.loads(request.POST.get("sealed", ""), salt=SALT, max_age=HOURS_KEPT * 3600)
    except signing.BadSignature:
        carried = ["", None, "", {}]
    if carried[:2] != [_known(register), request.user.pk]:
        messages.error(request, _("Nothing was stored. Upload the file again."))
        return redirect("register_import", register)
    table = registers.Table(**carried[3])
    try:
        plan = registers.confirm(register=register, table=table, seal=carried[2], by=request.user)
    except registers.RefusedError:
        messages.error(request, _("Nothing was stored. The register has changed since you saw this."))
        return _preview(request, register, table)
    messages.success(request, _("Stored. Entries added or changed: %(count)s.") % {"count": len(plan.lines)})
    return redirect(_home(register))


@requires(IMPORTS)
def file(request: AuthenticatedRequest, register: str) -> HttpResponse:
    """The whole register as xlsx, or csv with ``?_export=csv``; it can be read back."""
    file_format = "csv" if request.GET.get("_export") == "csv" else "xlsx"
    content = REGISTERS[_known(register)]().rows()
    return HttpResponse(
        write(content.headers, content, file_format, register),
        content_type=EXPORTS[file_format],
        headers={"Content-Disposition": f'attachment; filename="{register}.{file_format}"'},
    )
