"""Reminders: one mail to each address, one reminder a day to an organisation about the same thing."""

import secrets
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import date
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from overenskommelse.models import Agreement, CalendarFeed, Organisation, Reminder, User
from overenskommelse.selectors.county_plans import CountyRow
from overenskommelse.selectors.reminders import Duty, contacts
from overenskommelse.services.events import record

SECRET_BYTES = 32
SUBJECT_LENGTH = 200


@dataclass(frozen=True)
class Letter:
    """What an organisation is to be sent. ``addresses`` may be empty: then nobody can be reached."""

    organisation: Organisation
    addresses: Sequence[str]
    subject: str
    text: str


@dataclass(frozen=True)
class Failure:
    """An address that the mail did not get to, with the mail server's own words."""

    organisation: Organisation
    address: str
    reason: str


@dataclass
class Outcome:
    """What became of the letters. One address may have ``failed`` though its letter is ``sent``."""

    sent: list[Reminder] = field(default_factory=list)
    already: list[Reminder] = field(default_factory=list)
    unreachable: list[Organisation] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)


class RemindedAlready(Exception):  # noqa: N818 - it says what happened, and is caught by that name
    """The organisation has been reminded of the same thing today, by ``reminder``."""

    def __init__(self, reminder: Reminder) -> None:
        self.reminder = reminder
        super().__init__(str(reminder))


class NobodyReached(Exception):  # noqa: N818 - it says what happened, and is caught by that name
    """No address of the organisation took the mail."""


def letter_to(*, row: CountyRow, addresses: Sequence[str], subject: str, text: str, site: str) -> Letter:
    """What a coordinator wrote, and below it how far the organisation's own plan has come."""
    path = row.plan.get_absolute_url() if row.plan else reverse("action_plan_add")
    context = {"text": text, "row": row, "standing": row.label, "link": site + path}
    whole = render_to_string("overenskommelse/reminders/plan.txt", context)
    return Letter(row.organisation, addresses, subject, whole.strip() + "\n")


@dataclass(frozen=True)
class _Round:
    """What all letters of one act share."""

    agreement: Agreement
    about: str
    on: date
    by: User | None
    outcome: Outcome
    connection: BaseEmailBackend


def send_reminders(
    *, agreement: Agreement, letters: Iterable[Letter], about: str, on: date, by: User | None
) -> Outcome:
    """Send each letter to its addresses and log it. ``by`` is None when the program reminds by itself.

    Each organisation is an act of its own: what fails for one spoils nothing for the others.
    """
    outcome = Outcome()
    # Where mail is only printed, it does not mix with what a command prints.
    with closing(get_connection(stream=sys.stderr)) as connection:
        shared = _Round(agreement, about, on, by, outcome, connection)
        for letter in letters:
            try:
                outcome.sent.append(_send_letter(letter=letter, shared=shared))
            except RemindedAlready as error:
                outcome.already.append(error.reminder)
            except NobodyReached:
                outcome.unreachable += [] if letter.addresses else [letter.organisation]
    return outcome


@transaction.atomic
def _send_letter(*, letter: Letter, shared: _Round) -> Reminder:
    """The stored reminder holds the place of the day: a second who sends the same waits, and then sees it."""
    reminder, is_first = Reminder.objects.select_related("sent_by").get_or_create(
        agreement=shared.agreement,
        organisation=letter.organisation,
        about=shared.about,
        on=shared.on,
        defaults={"subject": letter.subject, "text": letter.text, "sent_by": shared.by},
    )
    if not is_first:
        raise RemindedAlready(reminder)
    reminder.recipients = [address for address in letter.addresses if _reached(address, letter, shared)]
    if not reminder.recipients:
        raise NobodyReached
    reminder.save(update_fields=["recipients"])
    about, whose = shared.agreement, letter.organisation
    record("reminders.sent", reminder, by=shared.by, agreement=about, organisation=whose)
    return reminder


def _reached(address: str, letter: Letter, shared: _Round) -> bool:
    """Whether the mail left for ``address``; if not, the outcome names it and the next one begins afresh."""
    try:
        return bool(_mail(address, letter, shared).send())
    except (OSError, ValueError) as error:  # the mail server said no, or it is no address at all
        shared.outcome.failed.append(Failure(letter.organisation, address, _reason(error)))
        with suppress(OSError):
            shared.connection.close()
        return False


def _reason(error: Exception) -> str:
    """What the mail server said of the address: *550 No such mailbox*."""
    if isinstance(error, SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return f"{code} {words.decode('utf-8', 'replace')}"
    return str(error)


def _mail(address: str, letter: Letter, shared: _Round) -> EmailMessage:
    """Answers go to the person who reminds; mail programs do not answer the program by themselves."""
    answers_to = [shared.by.email] if shared.by else None
    headers = {} if shared.by else {"Auto-Submitted": "auto-generated"}
    return EmailMessage(
        letter.subject,
        letter.text,
        to=[address],
        reply_to=answers_to,
        headers=headers,
        connection=shared.connection,
    )


def letters_of(duty: Duty) -> list[Letter]:
    """What those who have something left to do for ``duty`` are sent when the program reminds by itself."""
    organisations = duty.to_remind
    addresses = contacts(organisations, duty.roles)
    return [Letter(one, addresses[one.pk], *_written(duty, one)) for one in organisations]


def _written(duty: Duty, organisation: Organisation) -> tuple[str, str]:
    """Subject and text. The page that the link leads to is within the person's reach."""
    path = reverse("action_plans") if duty.plan_day else reverse("agreement", args=[duty.agreement.code])
    what = duty.deadline.what if duty.deadline else _("Submit the action plan")
    subject = _("Reminder: %(what)s by %(day)s") % {"what": what, "day": duty.last_day.isoformat()}
    context = {"duty": duty, "what": what, "organisation": organisation, "link": settings.SITE_URL + path}
    return subject[:SUBJECT_LENGTH], render_to_string("overenskommelse/reminders/automatic.txt", context)


def remind(*, duty: Duty, on: date) -> Outcome:
    """Remind those who have something left to do for ``duty``; nobody twice the same day."""
    return send_reminders(
        agreement=duty.agreement, letters=letters_of(duty), about=duty.about, on=on, by=None
    )


@transaction.atomic
def open_feed(*, user: User) -> CalendarFeed:
    """A new secret address for the person's calendar; the former one stops working."""
    User.objects.select_for_update().get(pk=user.pk)
    _close_feeds(user)
    feed = CalendarFeed.objects.create(user=user, secret=secrets.token_urlsafe(SECRET_BYTES))
    record("reminders.feed_opened", feed, by=user)
    return feed


@transaction.atomic
def revoke_feed(*, user: User) -> bool:
    """Let the person's secret address stop working; False when there was none."""
    User.objects.select_for_update().get(pk=user.pk)
    feed = _close_feeds(user)
    if feed:
        record("reminders.feed_revoked", feed, by=user)
    return feed is not None


def _close_feeds(user: User) -> CalendarFeed | None:
    feed = CalendarFeed.objects.filter(user=user, revoked_at=None).first()
    if feed:
        feed.revoked_at = timezone.now()
        feed.save(update_fields=["revoked_at"])
    return feed
