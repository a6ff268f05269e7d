"""Many requisitions at once: each by itself, once, taken up again where the work stopped."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from pypdf import PdfReader

from allocation.models import Decision
from overenskommelse.models import Organisation
from overenskommelse.services.events import fingerprint
from reporting.models import Batch, Document, Requisition
from reporting.services import batches as services
from reporting.services.requisitions import issue, open_draft

SignIn = Callable[[str], Client]
CODES = ["R03", "R12", "RSS03", "RSS12"]


@pytest.fixture
def batch(decision: Decision) -> Batch:
    chosen = Organisation.objects.filter(code__in=CODES)
    return services.begin_batch(agreement=decision.agreement, recipients=chosen, by=None)


def work() -> None:
    """What the worker does with the queue as it stands, in this process."""
    for queued in DBTaskResult.objects.ready().order_by("enqueued_at"):
        queued.task.call(*queued.args_kwargs["args"])
        DBTaskResult.objects.filter(pk=queued.pk).delete()


def outcome(batch: Batch) -> dict[str, str]:
    """Recipient → number of the form, or what stopped it."""
    rows = batch.items.select_related("recipient", "document")
    return {row.recipient.code: row.document.number if row.document else row.problem for row in rows}


def test_the_worker_issues_them_all(batch: Batch) -> None:
    assert set(outcome(batch).values()) == {""}
    work()
    assert outcome(batch) == {code: f"2021-{code}-1" for code in CODES}
    batch.refresh_from_db()
    assert batch.finished_at is not None


def test_a_form_of_a_batch_is_the_form_by_itself(batch: Batch) -> None:
    work()
    document = Document.objects.get(number="2021-R12-1")
    (page,) = PdfReader(BytesIO(bytes(document.pdf))).pages
    text = page.extract_text()
    assert document.code in text
    assert "765 248 202 kr" in text.replace("\xa0", " ")


def test_what_is_missing_in_one_stops_only_that_one(batch: Batch) -> None:
    Organisation.objects.filter(code="R12").update(giro="", phone="")
    work()
    assert outcome(batch)["R12"].splitlines() == ["Telefonnumret saknas", "Bankgiro eller plusgiro saknas"]
    assert outcome(batch)["R03"] == "2021-R03-1"


def test_when_it_is_put_right_the_rest_is_issued(batch: Batch) -> None:
    Organisation.objects.filter(code="R12").update(giro="")
    work()
    draft = Requisition.objects.get(recipient__code="R12")
    Requisition.objects.filter(pk=draft.pk).update(giro="5050-1055")
    services.continue_batch(batch=batch, by=None)
    work()
    assert outcome(batch)["R12"] == "2021-R12-1"
    assert Document.objects.count() == len(CODES)


def test_a_batch_run_twice_issues_once(batch: Batch) -> None:
    services.continue_batch(batch=batch, by=None)
    work()
    assert outcome(batch) == {code: f"2021-{code}-1" for code in CODES}
    assert Document.objects.count() == len(CODES)


def test_what_somebody_issued_meanwhile_is_told(batch: Batch) -> None:
    skane = Organisation.objects.get(code="R12")
    draft = open_draft(agreement=batch.agreement, recipient=skane, by=None)

    issue(requisition=draft, seen=fingerprint(draft), by=None)
    work()
    assert outcome(batch)["R12"] == "Det finns inget att rekvirera."


def test_the_pages_show_what_happens(client_for: SignIn, decision: Decision) -> None:
    officer = client_for("ekonom.skane")
    page = officer.get(reverse("batch_new")).content.decode()
    assert page.count('name="recipient"') == 2
    sent = officer.post(reverse("batch_new"), {"recipient": ["R12", "R03"]})
    batch = Batch.objects.get()
    assert sent.headers["Location"] == batch.get_absolute_url()
    assert [item.recipient.code for item in batch.items.all()] == ["R12"]  # not another's
    assert "0 av 1 är hanterade" in officer.get(batch.get_absolute_url()).content.decode()
    assert officer.get(reverse("batch_zip", args=[batch.pk])).status_code == 404
    work()
    assert "1 rekvisition är utfärdad" in officer.get(batch.get_absolute_url()).content.decode()
    archive = ZipFile(BytesIO(officer.get(reverse("batch_zip", args=[batch.pk])).content))
    assert archive.namelist() == ["rekvisition-2021-R12-1.pdf"]
    merged = PdfReader(BytesIO(officer.get(reverse("batch_pdf", args=[batch.pk])).content))
    assert len(merged.pages) == 1
    assert client_for("ekonom.uppsala").get(batch.get_absolute_url()).status_code == 404


def test_nothing_chosen_is_told(client_for: SignIn, decision: Decision) -> None:
    page = client_for("admin").post(reverse("batch_new")).content.decode()
    assert "Välj minst en mottagare." in page
    assert not Batch.objects.exists()
