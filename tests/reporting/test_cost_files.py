"""Accounting files: uploaded, looked at, counted whole or not at all, and taken back."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from overenskommelse.models import Agreement, Attachment, Event, Organisation, User
from reporting.choices import SIE_FINDINGS
from reporting.domain.sie_checks import CHECKS
from reporting.models import Cost, CostImport, CostRule, CostUpload, CountedVoucher
from reporting.selectors.costs import line_uses
from reporting.services import cost_files
from reporting.services.cost_previews import read_upload
from tests.domain.reporting.sie_files import SIE, readings
from tests.reporting.conftest import asked

YEAR = SIE / "should_pass" / "typ-4e.se"
SignIn = Callable[[str], Client]

pytestmark = pytest.mark.django_db


@pytest.fixture
def skane(agreement: Agreement) -> Organisation:
    Organisation.objects.filter(code="R12").update(organisation_number="232100-0255")
    return Organisation.objects.get(code="R12")


@pytest.fixture
def officer(client_for: SignIn) -> Client:
    return client_for("ekonom.skane")


@pytest.fixture
def user(officer: Client) -> User:
    return User.objects.get(email="ekonom.skane@demo.test")


@pytest.fixture
def rules(agreement: Agreement, skane: Organisation) -> list[CostRule]:
    """The rules that fixtures/sie is made for."""
    lines = {line.code: line for line in agreement.lines.all()}
    common = {"organisation": skane, "account_from": "4000", "account_to": "7999"}
    return [
        CostRule.objects.create(
            **common, line=lines["regioner-nara-vard"], dimension="1", object_code="9916", position=1
        ),
        CostRule.objects.create(
            **common, line=lines["regioner-vidareutbildning"], dimension="6", object_code="VUB*", position=2
        ),
    ]


def uploaded(client: Client, content: bytes, name: str = "konton.se") -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("cost_file_new", args=["R12"]), {"file": file})  # type: ignore[return-value]


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def seal_of(page: str) -> str:
    found = re.search(r'name="seal" value="(\w+)"', page)
    assert found, page
    return found[1]


def waiting(client: Client, content: bytes = b"") -> tuple[str, str]:
    """Upload a file; the address of its page, and the page."""
    address = uploaded(client, content or YEAR.read_bytes())["Location"]
    return address, text(client.get(address))


def confirm(client: Client, address: str, page: str, **answers: str) -> Any:
    return client.post(f"{address}confirm/", {"seal": seal_of(page), **answers}, follow=True)


def amounts() -> dict[str, int]:
    """Line code → öre."""
    found: dict[str, int] = {}
    for code, ore in Cost.objects.values_list("line__code", "amount"):
        found[code] = found.get(code, 0) + ore
    return found


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
        "4010 Löner", "5621 Köpt utbildning", "6990 Övriga kostnader"
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
    officer: Client, rules: list[CostRule], skane: Organisation
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


def test_a_rule_is_added_on_the_spot_and_remembered(
    officer: Client, skane: Organisation, agreement: Agreement
) -> None:
    address, page = waiting(officer)
    assert "Räkna" not in page.split('class="actions stay"')[-1]
    line = agreement.lines.get(code="regioner-nara-vard")
    sent = {"accounts": "40*", "dimension": "1", "object_code": "9916", "line": line.pk}
    officer.post(address, sent)
    assert "250 000,50 kr" in text(officer.get(address))
    rule = CostRule.objects.get()
    assert (rule.account_from, rule.account_to, rule.position) == ("40", "40", 1)
    officer.post(address, sent)
    assert CostRule.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"accounts": "löner"}, "accounts"),
        ({"accounts": "5000-4000"}, "accounts"),
        ({"accounts": "40-4999"}, "accounts"),
        ({"dimension": "1", "object_code": ""}, "object_code"),
        ({"dimension": "", "object_code": "9"}, "dimension"),
        ({"line": ""}, "line"),
    ],
)
def test_a_rule_that_cannot_be_is_told_at_the_field(
    officer: Client, skane: Organisation, agreement: Agreement, changed: dict[str, str], field: str
) -> None:
    line = agreement.lines.get(code="regioner-nara-vard").pk
    sent = {"accounts": "4010", "dimension": "", "object_code": "", "line": line, **changed}
    answer = officer.post(reverse("cost_rules", args=["R12"]), sent)
    assert [*answer.context["form"].errors] == [field]
    assert not CostRule.objects.exists()


def test_typed_costs_on_the_same_line_must_be_answered(
    officer: Client, rules: list[CostRule], agreement: Agreement, skane: Organisation
) -> None:
    line = agreement.lines.get(code="regioner-nara-vard")
    other = agreement.lines.get(code="regioner-1177")
    typed = {"agreement": agreement, "organisation": skane, "source": "typed"}
    Cost.objects.create(**typed, line=line, text="Löner", amount=250_000_00)
    Cost.objects.create(**typed, line=other, text="1177", amount=5_00)
    address, page = waiting(officer)
    assert "6990 Övriga kostnader" in page.split("Inskrivet förut")[-1]
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
    officer: Client, rules: list[CostRule], agreement: Agreement, skane: Organisation
) -> None:
    line = agreement.lines.get(code="regioner-nara-vard")
    Cost.objects.create(
        agreement=agreement, organisation=skane, source="typed", line=line, text="Övrigt", amount=1_00
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
    officer: Client, skane: Organisation, content: bytes
) -> None:
    answer = uploaded(officer, content)
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]  # type: ignore[attr-defined]
    assert not CostUpload.objects.exists()


@pytest.mark.parametrize(("path", "arguments", "expected"), readings("should_fail", "*/*"))
def test_every_problem_has_its_words(
    path: Any, arguments: dict[str, Any], expected: Any, skane: Organisation, agreement: Agreement, user: User
) -> None:
    """The problem of each golden file comes out in words with every figure filled in."""
    upload = CostUpload(
        agreement=agreement, organisation=skane, name=path.name, content=path.read_bytes(), created_by=user
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


def test_a_file_that_is_left_leaves_nothing(officer: Client, skane: Organisation) -> None:
    address, _page = waiting(officer)
    officer.post(f"{address}leave/")
    assert not CostUpload.objects.exists()
    assert not Attachment.objects.exists()


def test_the_file_comes_back_as_it_was_received(officer: Client, rules: list[CostRule]) -> None:
    confirm(officer, *waiting(officer))
    answer = officer.get(reverse("cost_file_content", args=[CostImport.objects.get().pk]))
    assert answer.content == YEAR.read_bytes()
    assert "attachment" in answer["Content-Disposition"]


def test_a_bigger_cost_is_named_in_the_report(officer: Client, rules: list[CostRule]) -> None:
    confirm(officer, *waiting(officer))
    cost = Cost.objects.order_by("-amount")[0]
    officer.post(reverse("cost_specify", args=[cost.pk]), {"yes": "yes"})
    cost.refresh_from_db()
    assert cost.is_specified
    officer.post(reverse("cost_specify", args=[cost.pk]))
    cost.refresh_from_db()
    assert not cost.is_specified


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
    rules: list[CostRule], skane: Organisation, agreement: Agreement, user: User
) -> None:
    """The last thing that is stored cannot be: nothing of the file is there, and it still waits."""
    content = YEAR.read_bytes()
    upload = cost_files.stage(
        upload=CostUpload(agreement=agreement, organisation=skane, name="konton.se", content=content), by=user
    )
    seal = read_upload(upload).seal
    other = CostImport.objects.create(
        agreement=agreement, organisation=Organisation.objects.get(code="R03"), total=0, unmatched=0,
        file=Attachment.objects.create(
            organisation=skane, name="x", content_type="x", size=1, digest="0", content=b"x"
        ),
    )  # fmt: skip
    CountedVoucher.objects.create(
        organisation=skane, cost_import=other, identity="2021-01-01/LF/2001", digest="0" * 64
    )
    known_by_now = read_upload(upload)
    assert known_by_now.seal != seal
    with pytest.raises(cost_files.RefusedError):
        cost_files.confirm(upload=upload, seal=seal, reasons={}, replaced=[], by=user)
    with pytest.raises(IntegrityError), transaction.atomic():
        CountedVoucher.objects.create(
            organisation=skane, cost_import=other, identity="2021-01-01/LF/2001", digest="1" * 64
        )
    assert CostUpload.objects.count() == 1
    assert not Cost.objects.exists()


def test_the_page_asks_as_often_for_one_cost_as_for_300(
    officer: Client, agreement: Agreement, skane: Organisation
) -> None:
    line = agreement.lines.get(code="regioner-nara-vard")
    values = {"agreement": agreement, "organisation": skane, "line": line, "source": "typed", "amount": 100}
    Cost.objects.create(**values, text="en")
    address = reverse("costs", args=["R12"])
    one = asked(officer, address)
    Cost.objects.bulk_create(Cost(**values, text=f"nr {number}") for number in range(300))
    assert asked(officer, address) == one
    assert line_uses(agreement, skane)[0].used.kronor == 301
