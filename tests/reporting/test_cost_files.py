"""Accounting files: uploaded, looked at, counted whole or not at all, and taken back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from overenskommelse.models import Agreement, Attachment, Event, Organisation, User
from reporting.choices import SIE_FINDINGS
from reporting.domain.sie_checks import CHECKS
from reporting.models import Cost, CostImport, CostRule, CostUpload, CountedVoucher
from reporting.services import cost_files
from reporting.services.cost_previews import read_upload
from tests.domain.reporting.sie_files import SIE, readings
from tests.reporting.accounts import YEAR, amounts, confirm, text, uploaded, waiting

SignIn = Callable[[str], Client]

pytestmark = pytest.mark.django_db


def test_a_file_is_looked_at_and_counted(officer: Client, rules: list[CostRule]) -> None:
    address, page = waiting(officer)
    assert "Region Skåne" in page
    assert "300 000,50 kr" in page
    assert "300 001 kr" in page
    assert "0,50 kr" in page
    assert "700 000,50 kr" in page
    assert (Cost.objects.count(), CostImport.objects.count()) == (0, 0)
    after = text(confirm(officer, address, page))
    assert amounts() == {"regioner-nara-vard": 300_000_50, "regioner-vidareutbildning": 400_000_00}
    assert {cost.text for cost in Cost.objects.all()} == {
        "4010 Löner, Ansvar 9916", "5621 Köpt utbildning, Projekt VUB21", "6990 Övriga kostnader, Ansvar 9916"
    }  # fmt: skip
    identities = {*CountedVoucher.objects.values_list("identity", flat=True)}
    assert identities == {"2021-01-01/LÖ/101", "2021-01-01/LF/2001"}
    assert "300 001 kr" in after
    assert Attachment.objects.get().digest
    assert not CostUpload.objects.exists()
    assert Event.objects.filter(verb="costs.file_counted").count() == 1


def test_a_second_click_counts_nothing_more(officer: Client, rules: list[CostRule]) -> None:
    address, page = waiting(officer)
    confirm(officer, address, page)
    again = confirm(officer, address, page)
    assert again.status_code == 200
    assert CostImport.objects.count() == 1
    assert sum(amounts().values()) == 700_000_50


def test_the_same_vouchers_in_another_file_are_not_counted_again(
    officer: Client, rules: list[CostRule]
) -> None:
    confirm(officer, *waiting(officer))
    other = (
        YEAR.read_bytes() + b'#VER "LF" "2002" 20211101 "Kurs"\r\n{\r\n#TRANS 5621 {6 "VUB21"} 1000.00\r\n'
    )
    other = other.replace(b"#UB", b"#XX").replace(b"#RES", b"#XX") + b"#TRANS 1930 {} -1000.00\r\n}\r\n"
    address, page = waiting(officer, other)
    assert "2 verifikationer" in page
    confirm(officer, address, page)
    assert amounts()["regioner-vidareutbildning"] == 401_000_00
    assert CountedVoucher.objects.count() == 3


def test_the_same_file_by_other_rules_takes_its_own_place(
    officer: Client, rules: list[CostRule], region: Organisation
) -> None:
    confirm(officer, *waiting(officer))
    counted = CostImport.objects.get()
    rules[1].delete()
    again = officer.post(reverse("cost_file_again", args=[counted.pk]))["Location"]
    confirm(officer, again, text(officer.get(again)))
    assert amounts() == {"regioner-nara-vard": 300_000_50}
    assert CostImport.objects.get().unmatched == 400_000_00
    assert Attachment.objects.count() == 1


def test_taken_back_it_leaves_nothing_and_may_be_counted_again(
    officer: Client, rules: list[CostRule]
) -> None:
    confirm(officer, *waiting(officer))
    officer.post(reverse("cost_file_remove", args=[CostImport.objects.get().pk]))
    assert (Cost.objects.count(), CountedVoucher.objects.count(), CostImport.objects.count()) == (0, 0, 0)
    confirm(officer, *waiting(officer))
    assert sum(amounts().values()) == 700_000_50


def test_typed_costs_on_the_same_line_must_be_answered(
    officer: Client, rules: list[CostRule], agreement: Agreement, region: Organisation
) -> None:
    line = agreement.lines.get(code="regioner-nara-vard")
    other = agreement.lines.get(code="regioner-1177")
    typed = {"agreement": agreement, "organisation": region, "source": "typed"}
    Cost.objects.create(**typed, line=line, text="Löner", amount=250_000_00)
    Cost.objects.create(**typed, line=other, text="1177", amount=5_00)
    address, page = waiting(officer)
    assert "50 000,50 kr: 6990 Övriga kostnader, Ansvar 9916 finns i filen men är inte inskriven" in page
    assert Cost.objects.count() == 2
    asked_again = confirm(officer, address, page)
    assert "aria-invalid" in text(asked_again)
    assert CostImport.objects.count() == 0
    confirm(officer, address, page, **{"typed-regioner-nara-vard": "replace"})
    assert amounts() == {
        "regioner-nara-vard": 300_000_50, "regioner-vidareutbildning": 400_000_00, "regioner-1177": 5_00
    }  # fmt: skip
    assert Event.objects.filter(verb="costs.removed").count() == 1


def test_costs_may_be_kept_beside_the_file(
    officer: Client, rules: list[CostRule], agreement: Agreement, region: Organisation
) -> None:
    line = agreement.lines.get(code="regioner-nara-vard")
    Cost.objects.create(
        agreement=agreement, organisation=region, source="typed", line=line, text="Övrigt", amount=1_00
    )
    address, page = waiting(officer)
    confirm(officer, address, page, **{"typed-regioner-nara-vard": "keep"})
    assert amounts()["regioner-nara-vard"] == 300_001_50


def test_what_changed_since_it_was_seen_is_not_counted(officer: Client, rules: list[CostRule]) -> None:
    address, page = waiting(officer)
    rules[0].delete()
    after = confirm(officer, address, page)
    assert "Inget räknades med" in text(after)
    assert not Cost.objects.exists()


def test_a_line_below_zero_wants_a_reason(officer: Client, rules: list[CostRule]) -> None:
    address, page = waiting(officer, (SIE / "should_fail" / "negative_cost" / "konton.se").read_bytes())
    answer = confirm(officer, address, page)
    assert "aria-invalid" in text(answer)
    confirm(officer, address, page, **{"reason-negative_cost": "Krediterad kurs"})
    cost = Cost.objects.get(line__code="regioner-vidareutbildning")
    assert (cost.amount, cost.reason) == (-400_000_00, "Krediterad kurs")


@pytest.mark.parametrize("content", [b"Konto;Belopp", b"", b"\x89PNG\0"])
def test_what_is_no_accounting_file_is_refused_beside_the_field(
    officer: Client, region: Organisation, content: bytes
) -> None:
    answer = uploaded(officer, content)
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]  # type: ignore[attr-defined]
    assert not CostUpload.objects.exists()


@pytest.mark.parametrize(("path", "arguments", "expected"), readings("should_fail", "*/*"))
def test_every_problem_has_its_words(
    path: Any,
    arguments: dict[str, Any],
    expected: Any,
    region: Organisation,
    agreement: Agreement,
    user: User,
) -> None:
    """The problem of each golden file comes out in words with every figure filled in."""
    upload = CostUpload(
        agreement=agreement, organisation=region, name=path.name, content=path.read_bytes(), created_by=user
    )
    for problem in [*read_upload(upload).errors, *read_upload(upload).notes]:
        assert "%(" not in problem.what + problem.remedy


def test_every_finding_has_words() -> None:
    codes = {path.name for path in (SIE / "should_fail").iterdir()}
    assert codes == set(SIE_FINDINGS)
    assert len(CHECKS) < len(codes)


def test_a_wrong_file_shows_all_its_problems_and_cannot_be_counted(
    officer: Client, rules: list[CostRule]
) -> None:
    content = YEAR.read_bytes().replace(b"-350000.00", b"-1.00", 2).replace(b"232100-0255", b"232100-0024")
    address, page = waiting(officer, content)
    assert "3 saker är fel" in page
    assert "rad 6" in page
    assert "Region Skåne har numret 232100-0255" in page
    assert 'name="seal"' not in page
    refused = officer.post(f"{address}confirm/", {"seal": ""}, follow=True)
    assert "Inget räknades med" in text(refused)
    assert not Cost.objects.exists()


def test_a_file_that_is_left_leaves_nothing(officer: Client, region: Organisation) -> None:
    address, _page = waiting(officer)
    officer.post(f"{address}leave/")
    assert not CostUpload.objects.exists()
    assert not Attachment.objects.exists()


def test_the_file_comes_back_as_it_was_received(officer: Client, rules: list[CostRule]) -> None:
    confirm(officer, *waiting(officer))
    answer = officer.get(reverse("cost_file_content", args=[CostImport.objects.get().pk]))
    assert answer.content == YEAR.read_bytes()
    assert "attachment" in answer["Content-Disposition"]


def test_another_countys_officer_finds_nothing(
    officer: Client, rules: list[CostRule], client_for: SignIn
) -> None:
    address, page = waiting(officer)
    stranger = client_for("ekonom.uppsala")
    assert stranger.get(address).status_code == 404
    confirm(officer, address, page)
    assert stranger.get(reverse("cost_file", args=[CostImport.objects.get().pk])).status_code == 404
    assert stranger.get(reverse("costs", args=["R12"])).status_code == 404


def test_a_crash_in_the_middle_leaves_what_was_before(
    rules: list[CostRule], region: Organisation, agreement: Agreement, user: User
) -> None:
    """The last thing that is stored cannot be: nothing of the file is there, and it still waits."""
    content = YEAR.read_bytes()
    upload = cost_files.stage(
        upload=CostUpload(agreement=agreement, organisation=region, name="konton.se", content=content),
        by=user,
    )
    seal = read_upload(upload).seal
    other = CostImport.objects.create(
        agreement=agreement, organisation=Organisation.objects.get(code="R03"), total=0, unmatched=0,
        file=Attachment.objects.create(
            organisation=region, name="x", content_type="x", size=1, digest="0", content=b"x"
        ),
    )  # fmt: skip
    CountedVoucher.objects.create(
        organisation=region, cost_import=other, identity="2021-01-01/LF/2001", digest="0" * 64
    )
    known_by_now = read_upload(upload)
    assert known_by_now.seal != seal
    with pytest.raises(cost_files.RefusedError):
        cost_files.confirm(upload=upload, seal=seal, reasons={}, replaced=[], by=user)
    with pytest.raises(IntegrityError), transaction.atomic():
        CountedVoucher.objects.create(
            organisation=region, cost_import=other, identity="2021-01-01/LF/2001", digest="1" * 64
        )
    assert CostUpload.objects.count() == 1
    assert not Cost.objects.exists()
