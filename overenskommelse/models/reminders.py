"""Reminders sent, and each person's calendar feed."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from overenskommelse.models.agreements import Agreement
from overenskommelse.models.memberships import User
from overenskommelse.models.recipients import Organisation

if TYPE_CHECKING:
    from django.db.models import QuerySet


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def visible_to(self, user: User) -> "QuerySet[Reminder]":
        """Reminders to organisations that the person sees."""
        return self.filter(organisation__in=Organisation.objects.visible_to(user))


class Reminder(models.Model):
    """A mail that reminded an organisation; ``about`` is what of (a plan, or a deadline's code).

    The database allows one a day to an organisation about the same thing.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="reminders", verbose_name=_("Agreement")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="reminders", verbose_name=_("Organisation")
    )
    about = models.CharField(_("About"), max_length=60)
    on = models.DateField(_("Day"))
    recipients = models.JSONField(_("Sent to"), default=list)
    subject = models.CharField(_("Subject"), max_length=200)
    text = models.TextField(_("Text"))
    sent_at = models.DateTimeField(_("Sent"), auto_now_add=True)
    sent_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Sent by")
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation", "about", "on"], name="one_reminder_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("reminder", args=[self.pk])


class CalendarFeed(models.Model):
    """A secret address at which a person's calendar program reads the deadlines, until it is revoked."""

    user = models.ForeignKey(User, models.CASCADE, related_name="calendar_feeds", verbose_name=_("Person"))
    secret = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("Created"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("Revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at=None), name="one_open_feed_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.created_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """Where calendar programs read it."""
        return reverse("calendar_feed", args=[self.secret])
