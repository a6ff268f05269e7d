"""Stage 6: an accounting file is uploaded, looked at and counted, or left; and can be taken back."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from overenskommelse.permissions import AuthenticatedRequest, allowed, require
from overenskommelse.templatetags.formats import kr
from reporting.forms import AnswersForm, CostFileForm, RuleForm, TypedForm
from reporting.models import CostImport, CostUpload
from reporting.permissions import READS_ACCOUNTS, REPORTS_COSTS
from reporting.selectors import costs as selectors
from reporting.services import cost_files as services
from reporting.services import costs
from reporting.services.cost_previews import Preview, read_upload
from reporting.views.costs import back, edit, own


@edit
def cost_file_new(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Upload a file. What is no accounting file is refused here, beside the field."""
    agreement, organisation = own(request, code)
    upload = CostUpload(agreement=agreement, organisation=organisation)
    form = CostFileForm(request.POST or None, request.FILES or None, instance=upload)
    if form.is_valid():
        preview = read_upload(upload)
        if preview.examined.file is not None:
            services.stage(upload=upload, by=request.user)
            return redirect("cost_upload", upload.pk)
        for problem in preview.errors:
            form.add_error("file", f"{problem.what}. {problem.remedy}")
    context = {"form": form, "organisation": organisation, "limit": settings.UPLOAD_MAX_BYTES}
    return render(request, "reporting/cost_files/new.html", context)


@edit
def cost_upload(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What was understood of the file and what it would count. A rule may be added on the spot."""
    upload = _uploaded(request, pk)
    given = {
        name: request.GET[name] for name in ("accounts", "dimension", "object_code") if name in request.GET
    }
    form = RuleForm(
        request.POST or None, initial=given, agreement=upload.agreement, organisation=upload.organisation
    )
    if form.is_valid():
        costs.add_rule(rule=form.save(commit=False), by=request.user)
        return redirect("cost_upload", pk)
    return render(request, "reporting/cost_files/preview.html", page(read_upload(upload), form))


def page(preview: Preview, form: RuleForm, data: Any = None) -> dict[str, Any]:
    """What the preview's page says; ``data`` is what was answered, so that nothing of it is lost."""
    return {
        "preview": preview,
        "upload": preview.upload,
        "organisation": preview.upload.organisation,
        "form": form,
        "rules": selectors.cost_rules(preview.upload.agreement, preview.upload.organisation),
        "answers": AnswersForm(data, questions=preview.questions, prefix="reason"),
        "typed": TypedForm(data, lines=_typed(preview), prefix="typed"),
    }


def _typed(preview: Preview) -> dict[str, tuple[str, str]]:
    """Lines with typed costs, each with what is typed and what the file says."""
    hint = _("Typed: %(typed)s. In the file: %(filed)s.")
    return {
        it.line.code: (
            it.line.name,
            hint % {"typed": kr(it.comparison.typed // 100), "filed": kr(it.sum.kronor)},
        )
        for it in preview.beside_typed
    }


@require_POST
def cost_upload_confirm(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Count the file. A second click finds it counted."""
    if not CostUpload.objects.filter(pk=pk).exists():
        return _gone(request)
    upload = _uploaded(request, pk)
    preview = read_upload(upload)
    rule = RuleForm(agreement=upload.agreement, organisation=upload.organisation)
    shown = page(preview, rule, request.POST)
    answers, typed = shown["answers"], shown["typed"]
    if not (answers.is_valid() and typed.is_valid()):
        return render(request, "reporting/cost_files/preview.html", shown)
    try:
        stored = services.confirm(
            upload=upload, seal=request.POST.get("seal", ""), reasons=answers.cleaned_data,
            replaced=typed.replaced, by=request.user,
        )  # fmt: skip
    except CostUpload.DoesNotExist:
        return _gone(request)
    except services.RefusedError:
        messages.error(request, _("Nothing was counted: something had changed. Look again, and confirm."))
        return redirect("cost_upload", pk)
    messages.success(request, _("The costs of %(file)s are counted.") % {"file": stored.file})
    return back(stored.organisation)


def _gone(request: AuthenticatedRequest) -> HttpResponse:
    messages.info(request, _("The file is no longer waiting: it has been counted or left."))
    return redirect("own_costs")


@require_POST
def cost_upload_leave(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    upload = _uploaded(request, pk)
    services.leave(upload=upload)
    messages.info(request, _("The file was thrown away. Nothing was counted."))
    return back(upload.organisation)


def _uploaded(request: AuthenticatedRequest, pk: int) -> CostUpload:
    rows = CostUpload.objects.visible_to(request.user).select_related("agreement", "organisation")
    upload = get_object_or_404(rows, pk=pk)
    require(request.user, REPORTS_COSTS, upload.organisation)
    return upload


# ---- counted files


@require_safe
def cost_file(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A counted file: what it gave, and what taking it back would take away."""
    found = _counted(request, pk)
    context = {
        "counted": found,
        "costs": found.costs.select_related("line", "measure"),
        "vouchers": found.vouchers.count(),
        "may_report": allowed(request.user, REPORTS_COSTS, found.organisation),
    }
    return render(request, "reporting/cost_files/detail.html", context)


@require_safe
def cost_file_content(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The file exactly as it was received."""
    found = _counted(request, pk)
    require(request.user, READS_ACCOUNTS, found.organisation)
    file = found.file
    disposition = content_disposition_header(as_attachment=True, filename=file.name)
    return HttpResponse(
        bytes(file.content), content_type=file.content_type, headers={"Content-Disposition": disposition}
    )


@require_POST
def cost_file_again(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Match the same file by the rules of today."""
    found = _counted(request, pk)
    require(request.user, REPORTS_COSTS, found.organisation)
    return redirect("cost_upload", services.read_again(counted=found, by=request.user).pk)


@require_POST
def cost_file_remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    found = _counted(request, pk)
    require(request.user, REPORTS_COSTS, found.organisation)
    services.remove(counted=found, by=request.user)
    messages.success(request, _("The costs of %(file)s are taken back.") % {"file": found.file})
    return back(found.organisation)


def _counted(request: AuthenticatedRequest, pk: int) -> CostImport:
    rows = CostImport.objects.visible_to(request.user).select_related(
        "agreement", "organisation", "file", "imported_by"
    )
    return get_object_or_404(rows.defer("file__content"), pk=pk)
