"""A case for the archive holds everything, names each file's digest, and is the same when taken out again."""

import csv
import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from overenskommelse.services.events import fingerprint
from reporting.models import Cost, Requisition
from reporting.services.cases import case_of
from reporting.services.requisitions import issue
from reporting.services.signatures import pay, send, sign


@pytest.fixture
def paid(draft: Requisition) -> Requisition:
    document = issue(requisition=draft, seen=fingerprint(draft), by=None)
    row = Requisition.objects.get(pk=draft.pk)
    day = date(2021, 11, 20)
    sign(requisition=row, name="skrivet.pdf", content=bytes(document.pdf), typed="", signed_on=day, by=None)
    send(requisition=row, sent_on=day, by=None)
    return pay(requisition=row, amount=row.amount, paid_on=day, reference="K1", by=None)


def opened(row: Requisition) -> ZipFile:
    return ZipFile(BytesIO(case_of(row.agreement, row.recipient)))


def test_it_holds_the_form_its_paper_the_payment_and_the_acts(paid: Requisition) -> None:
    archive = opened(paid)
    assert archive.namelist() == [
        "costs.csv", "events.csv", "forms/2021-R12-1.json", "forms/2021-R12-1.pdf", "manifest.json",
        "payments.csv", "signed/2021-R12-1-skrivet.pdf",
    ]  # fmt: skip
    assert paid.document
    assert archive.read("forms/2021-R12-1.pdf") == bytes(paid.document.pdf)
    rows = list(csv.DictReader(StringIO(archive.read("payments.csv").decode("utf-8-sig"))))
    assert [(row["amount"], row["requisition_document_number"]) for row in rows] == [
        (str(paid.amount), "2021-R12-1")
    ]
    told = [row["verb"] for row in csv.DictReader(StringIO(archive.read("events.csv").decode("utf-8-sig")))]
    assert told[0] == "requisitions.opened"
    assert told[-1] == "requisitions.paid"


def test_the_manifest_names_each_other_file(paid: Requisition) -> None:
    archive = opened(paid)
    manifest = json.loads(archive.read("manifest.json"))
    schema = json.loads((settings.BASE_DIR / "docs" / "schemas" / "case.schema.json").read_text("utf-8"))
    assert set(manifest) == set(schema["required"]) == set(schema["properties"])
    assert manifest["recipient"] == {"code": "R12", "name": "Region Skåne"}
    assert manifest["registration_number"] == paid.agreement.registration_number
    named = {file["name"]: file["sha256"] for file in manifest["files"]}
    assert named == {
        name: sha256(archive.read(name)).hexdigest() for name in archive.namelist() if name != "manifest.json"
    }


def test_taken_out_again_it_is_the_same(paid: Requisition) -> None:
    assert case_of(paid.agreement, paid.recipient) == case_of(paid.agreement, paid.recipient)


def test_no_text_can_run_as_a_formula(draft: Requisition) -> None:
    line = draft.agreement.lines.all()[0]
    own = {"agreement": draft.agreement, "organisation": draft.recipient, "line": line}
    Cost.objects.create(**own, source="typed", text="=1+1", amount=100)
    assert b"'=1+1" in opened(draft).read("costs.csv")


def test_only_its_own_people_and_those_who_see_all_take_it_out(
    paid: Requisition, client_for: Callable[[str], Client]
) -> None:
    url = reverse("case", args=[paid.agreement.code, "R12"])
    people = {"ekonom.skane": 200, "uppfoljning": 200, "ekonom.uppsala": 404}
    assert {name: client_for(name).get(url).status_code for name in people} == people
