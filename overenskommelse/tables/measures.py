"""The views of a plan's measures as files."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from overenskommelse.models import Measure
from overenskommelse.selectors.overviews import AreaView, Somebody, TimeView
from overenskommelse.tables.base import DayColumn, MoneyColumn


class MeasureFile(Table):
    """The columns that all views share; each row is a dict."""

    title = Column(verbose_name=_("Measure"))
    responsible = Column(verbose_name=_("Responsible"))
    schedule = Column(verbose_name=_("Schedule"))
    ends_on = DayColumn(verbose_name=_("Last day"))
    status = Column(verbose_name=_("Status"))
    late = Column(verbose_name=_("Late"))
    planned = MoneyColumn(verbose_name=_("Planned, kr"))
    used = MoneyColumn(verbose_name=_("Used, kr"))


def cells(measure: Measure, **more: Any) -> dict[str, Any]:
    """The shared cells of a measure as ``measure_rows`` reads it, and ``more``."""
    row: Any = measure
    return {
        "title": row.title,
        "responsible": "; ".join(str(somebody) for somebody in row.responsible.all()),
        "schedule": row.schedule,
        "ends_on": row.ends_on,
        "status": row.get_status_display(),
        "late": _("yes") if row.is_late else "",
        "planned": row.planned,
        "used": row.used,
        **more,
    }


class AreaFile(MeasureFile):
    area = Column(verbose_name=_("Development area"))
    focus_area = Column(verbose_name=_("Focus area"))
    requirements = Column(verbose_name=_("Requirements met"))

    class Meta:
        sequence = ("area", "focus_area", "requirements", "...")

    @staticmethod
    def rows_of(views: list[AreaView]) -> list[dict[str, Any]]:
        """Each measure in its area."""
        return [
            cells(row, area=row.area, focus_area=focus, requirements=_codes(row))
            for view in views
            for focus, rows in view.groups
            for row in rows
        ]


def _codes(measure: Measure) -> str:
    return ", ".join(requirement.code for requirement in measure.requirements.all())


class TimeFile(MeasureFile):
    kind = Column(verbose_name=_("Kind of schedule"))
    starts_on = DayColumn(verbose_name=_("First day"))

    class Meta:
        sequence = ("title", "schedule", "kind", "starts_on", "ends_on", "...")

    @staticmethod
    def rows_of(view: TimeView) -> list[dict[str, Any]]:
        """Each measure in the order of time."""
        rows = [row.measure for row in [*view.dated, *view.ongoing, *view.undated]]
        return [cells(row, kind=row.get_schedule_kind_display(), starts_on=row.starts_on) for row in rows]


class ResponsibleFile(MeasureFile):
    organisation = Column(verbose_name=_("Organisation"))
    function = Column(verbose_name=_("Function"))

    class Meta:
        sequence = ("organisation", "function", "...")
        exclude = ("responsible",)

    @staticmethod
    def rows_of(everybody: list[Somebody]) -> Iterator[dict[str, Any]]:
        """Each measure under each who is responsible for it."""
        for somebody in everybody:
            for row in somebody.measures:
                yield cells(row, organisation=somebody.organisation, function=somebody.function)
