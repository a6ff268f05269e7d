"""The list of action plans."""

from django_tables2 import Column, Table

from overenskommelse.models import ActionPlan


class PlanTable(Table):
    name = Column(linkify=True)

    class Meta:
        model = ActionPlan
        fields = ("name", "organisation", "status", "version", "updated_at")
