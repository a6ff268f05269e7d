"""Stage 2: the statistics that are stored, with the file each came from."""

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from allocation.filters import DatasetFilter
from allocation.models import Dataset, DatasetValue, Import, Run
from allocation.permissions import IMPORTS
from allocation.services import datasets
from allocation.tables import ComparedTable, DatasetTable, ValueTable
from overenskommelse.permissions import AuthenticatedRequest, allowed
from overenskommelse.tables import list_page


def index(request: AuthenticatedRequest) -> HttpResponse:
    rows = Dataset.objects.visible_to(request.user).select_related("indicator", "superseded_by")
    uploads = Import.objects.visible_to(request.user).select_related("indicator").defer("content")
    may_import = allowed(request.user, IMPORTS)
    template = "allocation/datasets/list.html"
    return list_page(
        request, rows, DatasetTable, DatasetFilter, template, uploads=uploads, may_import=may_import
    )


def show(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """One dataset: its values with their cells, beside those it replaced; its source, versions and use."""
    dataset = _visible(request, pk)
    table = ComparedTable if dataset.supersedes_id else ValueTable
    return list_page(
        request,
        _values(dataset),
        table,
        None,
        "allocation/datasets/detail.html",
        dataset=dataset,
        versions=_versions(request, dataset),
        runs=_runs(request, dataset),
    )


def compare(request: AuthenticatedRequest, pk: int, other: int) -> HttpResponse:
    """One version's values beside another's: who has another value, is new or is gone."""
    dataset = _visible(request, pk)
    earlier = get_object_or_404(_versions(request, dataset).exclude(pk=pk), pk=other)
    return list_page(
        request,
        datasets.compared(dataset, earlier),
        ComparedTable,
        None,
        "allocation/datasets/compare.html",
        dataset=dataset,
        earlier=earlier,
    )


def file(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The file exactly as it was received, to save and never to show."""
    dataset = _visible(request, pk)
    disposition = content_disposition_header(as_attachment=True, filename=dataset.file_name)
    return HttpResponse(
        bytes(dataset.file.content),
        content_type="application/octet-stream",
        headers={"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"},
    )


def _visible(request: AuthenticatedRequest, pk: int) -> Dataset:
    """The dataset with its file, whose content is not fetched until it is asked for."""
    rows = Dataset.objects.visible_to(request.user).select_related("indicator", "created_by", "file")
    return get_object_or_404(rows.defer("file__content"), pk=pk)


def _values(dataset: Dataset) -> QuerySet[DatasetValue]:
    """The values, with those of the version that this one replaced."""
    earlier = DatasetValue.objects.filter(dataset=dataset.supersedes_id, code=OuterRef("code"))
    return dataset.values_read.annotate(before=Subquery(earlier.values("value"))).annotate(
        difference=F("value") - F("before")
    )


def _versions(request: AuthenticatedRequest, dataset: Dataset) -> QuerySet[Dataset]:
    return (
        Dataset.objects.visible_to(request.user)
        .filter(indicator=dataset.indicator, level=dataset.level, reference_date=dataset.reference_date)
        .select_related("created_by")
        .order_by("-version")
    )


def _runs(request: AuthenticatedRequest, dataset: Dataset) -> QuerySet[Run]:
    used = Run.objects.visible_to(request.user).filter(lines__inputs__dataset=dataset)
    return used.select_related("agreement", "decision").distinct()
