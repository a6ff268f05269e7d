"""Stage 1: a file is uploaded, looked at, and confirmed or left."""

from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from allocation.choices import ISSUES
from allocation.forms import ReadingForm, ReasonsForm, SuppressedForm, UploadForm
from allocation.models import Import
from allocation.permissions import IMPORTS
from allocation.services import imports
from allocation.services.effects import Effects
from allocation.services.runs import RunRefusedError
from allocation.tables import ComparedTable, EffectTable, ValueTable
from allocation.workbooks import MAX_CELLS
from overenskommelse.permissions import AuthenticatedRequest, requires
from overenskommelse.selectors import here
from overenskommelse.tables import list_page
from overenskommelse.workbooks import EXPORTS

ASKED = 300  # fields of one form


@requires(IMPORTS)
def new(request: AuthenticatedRequest) -> HttpResponse:
    """Upload a file. What is no spreadsheet is refused here, beside the field."""
    form = UploadForm(request.POST or None, request.FILES or None, initial=request.GET.dict())
    if form.is_valid():
        upload = form.save()
        preview = imports.read_as_before(upload)
        if preview.is_readable:
            imports.stage(upload=upload, by=request.user)
            return redirect("import", upload.pk)
        for problem in preview.problems:
            form.add_error("file", f"{problem.what}. {problem.remedy}")
    context = {"form": form, "limit": settings.UPLOAD_MAX_BYTES, "cells": MAX_CELLS}
    return render(request, "allocation/imports/new.html", context)


@requires(IMPORTS)
def show(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What was understood: values, sums, all problems, and what would change."""
    upload = _uploaded(request, pk)
    form = ReadingForm(request.POST or None, instance=upload)
    if form.is_valid():
        imports.read_otherwise(upload=upload, by=request.user, **form.cleaned_data)
        return redirect("import", pk)
    preview = imports.read_upload(upload)
    table = ComparedTable if preview.compared else ValueTable
    context: dict[str, Any] = {"preview": preview, "form": form.offer(preview), "reasons": _reasons(preview)}
    context["decisions"] = _suppressed(preview)
    return list_page(request, preview.rows, table, None, "allocation/imports/preview.html", **context)


def _reasons(preview: imports.Preview) -> ReasonsForm:
    """What is asked and, once something was answered, what still lacks an answer."""
    return ReasonsForm(preview.upload.reasons or None, questions=preview.questions)


@requires(IMPORTS)
def difference(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What the file would do to every amount of the chosen agreement."""
    preview = imports.read_upload(_uploaded(request, pk))
    agreement = here(request).agreement
    effects = Effects(preview, agreement) if agreement else None
    refused, rows = "", []
    try:
        rows = effects.rows if effects and preview.reading.is_right else []
    except RunRefusedError as error:
        refused = str(error)
    context: dict[str, Any] = {
        "preview": preview,
        "effects": effects,
        "refused": refused,
        "agreement": agreement,
    }
    return list_page(request, rows, EffectTable, None, "allocation/imports/difference.html", **context)


@requires(IMPORTS)
def marked(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The uploaded file back as xlsx, with what is wrong in it marked."""
    upload = _uploaded(request, pk)
    name = _("%(name)s (marked).xlsx") % {"name": PurePath(upload.file_name).stem}
    return HttpResponse(
        imports.marked_workbook(imports.read_upload(upload)),
        content_type=EXPORTS["xlsx"],
        headers={"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)},
    )


@require_POST
@requires(IMPORTS)
def confirm(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Store it. The reasons are kept first, so that a refusal loses none of them."""
    upload = Import.objects.visible_to(request.user).filter(pk=pk).first()
    reasons = {name: request.POST[name] for name in request.POST if name in ISSUES}
    if upload and reasons:
        imports.explain(upload=upload, reasons=reasons, by=request.user)
    try:
        stored = imports.confirm(pk=pk, seal=request.POST.get("seal", ""), by=request.user)
    except Import.DoesNotExist as error:
        raise Http404 from error
    except imports.RefusedError:
        messages.error(
            request,
            _("Nothing was stored. Look at what the file holds now and what is asked, and confirm again."),
        )
        return redirect("import", pk)
    if stored.is_new:
        messages.success(request, _("Stored as version %(number)s.") % {"number": stored.dataset.version})
    else:
        messages.info(request, _("This content was stored already. Nothing new was stored."))
    return redirect(stored.dataset)


@require_POST
@requires(IMPORTS)
def decide(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What counts that the source leaves out shall count as; or all of it taken back."""
    upload = _uploaded(request, pk)
    form = _suppressed(imports.read_upload(upload), request.POST)
    if "clear" in request.POST:
        imports.decide(upload=upload, decisions={}, by=request.user)
    elif form.is_valid():
        imports.decide(upload=upload, decisions=upload.decisions | form.decisions, by=request.user)
    else:
        messages.error(request, _("Write numbers of zero or more, and why."))
    return redirect("import", pk)


def _suppressed(preview: imports.Preview, data: Any = None) -> SuppressedForm:
    asked = {it.cell: _whose(it) for it in preview.suppressed[:ASKED]}
    return SuppressedForm(data, cells=asked)


def _whose(problem: imports.Problem) -> str:
    words = {"name": problem.name, "cell": problem.cell, "sign": problem.value}
    return _("%(name)s, cell %(cell)s (in the file: %(sign)s)") % words


@require_POST
@requires(IMPORTS)
def leave(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    imports.leave(upload=_uploaded(request, pk), by=request.user)
    messages.info(request, _("The file was removed. Nothing was stored."))
    return redirect("datasets")


def _uploaded(request: AuthenticatedRequest, pk: int) -> Import:
    return get_object_or_404(Import.objects.visible_to(request.user).select_related("indicator"), pk=pk)
