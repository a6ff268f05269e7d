"""What was done in the domain, by whom and when. An event outlives what it is about."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from overenskommelse.choices import VERBS
from overenskommelse.models.agreements import Agreement
from overenskommelse.models.recipients import Organisation
from overenskommelse.templatetags.formats import number

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from overenskommelse.models.memberships import User


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, user: "User") -> "QuerySet[Event]":
        """Administrators and readers see all; others what concerns organisations they see, and own acts."""
        if user.sees_all:
            return self
        seen = Organisation.objects.visible_to(user)
        return self.filter(models.Q(organisation__in=seen) | models.Q(by=user))

    def about(self, subject: models.Model) -> "QuerySet[Event]":
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))


class Event(models.Model):
    """One act. ``verb`` is ``<stem>.<past participle>``; ``data`` holds JSON values that a reader needs."""

    at = models.DateTimeField(_("When"), auto_now_add=True, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("Who"),
    )
    verb = models.CharField(_("What"), max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    subject_label = models.CharField(_("About"), max_length=300)
    agreement = models.ForeignKey(Agreement, models.SET_NULL, null=True, blank=True, related_name="events")
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="events"
    )
    data = models.JSONField(default=dict, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="event_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_label}"

    @property
    def deed(self) -> str:
        """What was done, in words: *Register entry changed*."""
        kind = apps.get_model(self.subject_type)._meta.verbose_name
        return str(VERBS.get(self.verb, self.verb) % {"kind": kind})

    @property
    def sentence(self) -> str:
        """What was done and to what: *Register entry changed: Region Skåne*."""
        return f"{self.deed}: {self.subject_label}"

    @property
    def changed(self) -> list[tuple[str, str, str]]:
        """Label, value before and value after of each changed field."""
        fields = {field.name: field for field in apps.get_model(self.subject_type)._meta.concrete_fields}
        return [
            (
                str(fields[name].verbose_name),
                shown(fields[name], row["before"]),
                shown(fields[name], row["after"]),
            )
            for row in self.data.get("changes", [])
            if (name := row["field"]) in fields
        ]


def shown(field: "models.Field[Any, Any]", value: Any) -> str:
    """A stored value as people read it: labels, yes and no, kronor in threes, a dash for nothing."""
    if value in (None, ""):
        return "–"
    if isinstance(field, models.BigIntegerField):  # whole kronor, here always
        return number(value)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return str(dict(field.flatchoices).get(value, value))
