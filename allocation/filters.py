"""Filters of the lists, kept in the address."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from allocation.choices import Level, LineStatus
from allocation.models import Dataset, Decision, Indicator, Run, RunAmount, RunLine
from overenskommelse.choices import RecipientKind
from overenskommelse.filters import contains
from overenskommelse.models import Agreement, Organisation

# Statistics


class DatasetFilter(FilterSet):
    indicator = ModelChoiceFilter(
        label=_("Indicator"), queryset=Indicator.objects.all(), to_field_name="code", empty_label=_("All")
    )
    level = ChoiceFilter(label=_("Level"), choices=Level.choices, empty_label=_("All"))
    shown = ChoiceFilter(
        label=_("Show"),
        method="show",
        empty_label=_("All versions"),
        choices=[("in_force", _("In force")), ("replaced", _("Replaced"))],
    )

    class Meta:
        model = Dataset
        fields = ["indicator", "level"]

    def show(self, rows: QuerySet[Dataset], _name: str, value: str) -> QuerySet[Dataset]:
        return rows.filter(superseded_by__isnull=value == "in_force")


class IndicatorFilter(FilterSet):
    text = CharFilter(label=_("Code or name"), method="search")
    level = ChoiceFilter(label=_("Level"), choices=Level.choices, empty_label=_("All"))

    class Meta:
        model = Indicator
        fields = ["text", "level"]

    def search(self, rows: QuerySet[Indicator], _name: str, value: str) -> QuerySet[Indicator]:
        return rows.filter(Q(code__icontains=value) | contains("name", value))


# Runs and decisions


def visible_agreements(request: HttpRequest) -> QuerySet[Agreement]:
    return Agreement.objects.visible_to(request.user)  # type: ignore[arg-type]  # behind the sign-in


class AgreementFilter(FilterSet):
    agreement = ModelChoiceFilter(
        label=_("Agreement"), queryset=visible_agreements, empty_label=_("All agreements")
    )


class RunFilter(AgreementFilter):
    shown = ChoiceFilter(
        label=_("Show"),
        method="show",
        empty_label=_("All runs"),
        choices=[("decided", _("Decided")), ("undecided", _("Not decided"))],
    )

    class Meta:
        model = Run
        fields = ["agreement"]

    def show(self, rows: QuerySet[Run], _name: str, value: str) -> QuerySet[Run]:
        return rows.filter(decision__isnull=value == "undecided")


class RunLineFilter(FilterSet):
    recipient_kind = ChoiceFilter(label=_("Recipients"), choices=RecipientKind, empty_label=_("All"))
    status = ChoiceFilter(label=_("State"), choices=LineStatus, empty_label=_("All"))

    class Meta:
        model = RunLine
        fields = ["recipient_kind", "status"]


class AmountFilter(FilterSet):
    recipient = CharFilter(label=_("Recipient"), field_name="recipient__name", lookup_expr="icontains")

    class Meta:
        model = RunAmount
        fields = ["recipient"]


class RecipientFilter(FilterSet):
    name = CharFilter(label=_("Recipient"), lookup_expr="icontains")
    kind = ChoiceFilter(label=_("Kind"), choices=RecipientKind, empty_label=_("All"))

    class Meta:
        model = Organisation
        fields = ["name", "kind"]


class DecisionFilter(AgreementFilter):
    shown = ChoiceFilter(
        label=_("Show"),
        method="show",
        empty_label=_("All decisions"),
        choices=[("in_force", _("In force")), ("replaced", _("Replaced"))],
    )

    class Meta:
        model = Decision
        fields = ["agreement"]

    def show(self, rows: QuerySet[Decision], _name: str, value: str) -> QuerySet[Decision]:
        return rows.filter(superseded_by__isnull=value == "in_force")
