"""The year's agreement edited part by part, held against its printed sums, by two at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from overenskommelse.choices import AgreementStatus
from overenskommelse.forms import DeadlineForm
from overenskommelse.models import (
    Agreement,
    DevelopmentArea,
    Event,
    FundingLine,
    Organisation,
    User,
)
from overenskommelse.selectors import CheckedSum, differing_sums
from overenskommelse.services import agreements as services
from overenskommelse.services.events import SavedByOther, fingerprint
from overenskommelse.views.agreements import attempt
from tests.overenskommelse.pages import said, text, typed

pytestmark = pytest.mark.django_db
CODE = "god-och-nara-vard-2021"
PARTS = ("lines", "sums", "deadlines", "requirements", "areas", "focus-areas")
SignIn = Callable[[str], Client]


@pytest.fixture
def admin(client_for: SignIn) -> Client:
    return client_for("admin")


@pytest.fixture
def line(agreement: Agreement) -> FundingLine:
    return agreement.lines.get(code="regioner-nara-vard")


def test_the_head_is_changed_and_the_change_recorded(admin: Client, agreement: Agreement) -> None:
    address = reverse("agreement_edit", args=[CODE])
    data = typed(admin.get(address).context["form"]) | {"registration_number": "S2021/00620"}
    assert admin.post(address, data)["Location"] == agreement.get_absolute_url()
    agreement.refresh_from_db()
    assert agreement.registration_number == "S2021/00620"
    event = Event.objects.get(verb="agreements.changed")
    assert (event.by and event.by.email, event.agreement) == ("admin@demo.test", agreement)
    assert event.changed == [("Diarienummer för överenskommelsen", "S2021/00000 (exempel)", "S2021/00620")]
    assert agreement.history.first().history_user.email == "admin@demo.test"
    page = text(admin.get(agreement.get_absolute_url()))
    assert "Diarienummer för överenskommelsen: från S2021/00000 (exempel) till S2021/00620" in page


def test_nothing_changed_is_nothing_recorded(admin: Client) -> None:
    address = reverse("agreement_edit", args=[CODE])
    before = Event.objects.count()
    admin.post(address, typed(admin.get(address).context["form"]))
    assert Event.objects.count() == before


def test_the_second_save_is_told_who_saved_first_and_loses_nothing(
    admin: Client, agreement: Agreement, user_of: Callable[[str], User]
) -> None:
    address = reverse("agreement_edit", args=[CODE])
    mine = typed(admin.get(address).context["form"]) | {"name": "Mitt namn"}
    theirs = Agreement.objects.get(pk=agreement.pk)
    theirs.name = "Deras namn"
    services.change_agreement(agreement=theirs, seen=fingerprint(agreement), by=user_of("uppfoljning"))

    refused = admin.post(address, mine)
    page = text(refused)
    assert refused.status_code == 200
    assert "Uppföljare (exempel) sparade det här" in page
    assert "Sparat nu: Deras namn" in page
    assert 'value="Mitt namn"' in page
    assert Agreement.objects.get(pk=agreement.pk).name == "Deras namn"

    again = typed(refused.context["form"])
    assert admin.post(address, again).status_code == 302
    assert Agreement.objects.get(pk=agreement.pk).name == "Mitt namn"


def test_money_that_another_saved_is_shown_as_money(
    admin: Client, agreement: Agreement, line: FundingLine
) -> None:
    address = reverse("agreement_part_edit", args=[CODE, "lines", line.pk])
    mine = typed(admin.get(address).context["form"]) | {"amount": "2 409 000 001 kr"}
    FundingLine.objects.filter(pk=line.pk).update(amount=2_409_000_002)
    assert "Sparat nu: 2 409 000 002" in text(admin.post(address, mine)).replace("\u00a0", " ")


def test_an_agreement_in_force_keeps_its_sums(admin: Client, line: FundingLine) -> None:
    address = reverse("agreement_part_edit", args=[CODE, "lines", line.pk])
    data = typed(admin.get(address).context["form"]) | {"amount": "2 409 000 001 kr"}
    page = text(admin.post(address, data))
    assert "Inget sparades." in page
    assert "2 409 000 000" in page
    assert "2 409 000 001" in page
    assert page.count("<tr>") == 1 + 9, "a heading and every printed sum that covers the line"
    line.refresh_from_db()
    assert line.amount == 2_409_000_000
    assert not Event.objects.filter(verb="agreements.part_changed").exists()


def test_a_draft_may_differ_but_not_come_into_force(
    admin: Client, agreement: Agreement, line: FundingLine
) -> None:
    Agreement.objects.update(status=AgreementStatus.DRAFT)
    address = reverse("agreement_part_edit", args=[CODE, "lines", line.pk])
    data = typed(admin.get(address).context["form"]) | {"amount": "2409000001"}
    saved = admin.post(address, data)
    assert "9 tryckta summor skiljer sig från posterna." in said(saved)
    assert len(differing_sums(agreement)) == 9
    assert {row.difference for row in differing_sums(agreement)} == {1}

    head = reverse("agreement_edit", args=[CODE])
    data = typed(admin.get(head).context["form"]) | {"status": "in_force"}
    assert "Inget sparades." in text(admin.post(head, data))
    agreement.refresh_from_db()
    assert agreement.status == AgreementStatus.DRAFT


def amounts(admin: Client) -> tuple[str, dict[str, Any]]:
    address = reverse("agreement_amounts", args=[CODE])
    form = admin.get(address).context["form"]
    return address, {name: value for row in form.all_forms for name, value in typed(row).items()}


def test_all_amounts_are_changed_at_once(admin: Client, agreement: Agreement) -> None:
    address, data = amounts(admin)
    for name in [name for name in data if name.endswith("-amount")]:
        doubled = int("".join(data[name].split())) * 2
        data[name] = f"{doubled:,}".replace(",", " ")
    assert admin.post(address, data)["Location"] == agreement.get_absolute_url()
    assert sum(agreement.lines.values_list("amount", flat=True)) == 2 * 6_778_000_000
    assert differing_sums(agreement) == []
    assert Event.objects.filter(verb="agreements.part_changed").count() == 11 + 50


def test_one_amount_alone_is_refused_with_the_sums(admin: Client, line: FundingLine) -> None:
    address, data = amounts(admin)
    page = text(admin.post(address, data | {f"line-{line.pk}-amount": "1"}))
    assert "De här summorna skiljer sig" in page
    assert f'name="line-{line.pk}-amount" value="1"' in page
    line.refresh_from_db()
    assert line.amount == 2_409_000_000


def test_an_amount_that_is_no_amount_is_pointed_out(admin: Client, line: FundingLine) -> None:
    address, data = amounts(admin)
    page = text(admin.post(address, data | {f"line-{line.pk}-amount": "många"}))
    assert f'href="#id_line-{line.pk}-amount"' in page
    assert 'value="många"' in page


def test_amounts_too_are_told_who_saved_first(
    admin: Client, agreement: Agreement, line: FundingLine, user_of: Callable[[str], User]
) -> None:
    address, data = amounts(admin)
    seen, line.name = fingerprint(line), "Nytt namn"
    services.change_part(part=line, agreement=agreement, seen=seen, by=user_of("uppfoljning"))
    data[f"line-{line.pk}-amount"] = "5"
    page = text(admin.post(address, data))
    assert "Uppföljare (exempel) sparade det här" in page
    assert f'name="line-{line.pk}-amount" value="5"' in page


NEW: dict[str, dict[str, Any]] = {
    "areas": {"name": "Nytt område", "code": "nytt", "section": "7", "position": "9"},
    "focus-areas": {"area": "", "name": "Ny insats", "code": "ny", "section": "3.9", "position": "9"},
    "sums": {"section": "9", "scope": "total", "amount": "6 778 000 000", "note": ""},
    "deadlines": {"what": "Ny sak", "date": "2021-05-01", "consequence": "none", "for_skr": "on",
                  "section": "9", "code": "ny-sak"},
    "requirements": {"text": "Gör så här.", "kind": "requirement", "for_rss": "on", "section": "9",
                     "code": "9-a"},
}  # fmt: skip


@pytest.mark.parametrize("part", NEW)
def test_a_part_is_added_and_removed(admin: Client, agreement: Agreement, part: str) -> None:
    data = dict(NEW[part])
    if "area" in data:
        data["area"] = agreement.areas.get(code="nara-vard").pk
    added = admin.post(reverse("agreement_part_add", args=[CODE, part]), data)
    assert added.status_code == 302, added.context["form"].errors
    event = Event.objects.get(verb="agreements.part_added")
    remove = reverse("agreement_part_remove", args=[CODE, part, event.subject_id])
    assert "Inget annat tas bort." in text(admin.get(remove))
    assert admin.post(remove).status_code == 302
    assert Event.objects.filter(verb="agreements.part_removed", subject_label=event.subject_label).exists()
    assert admin.get(remove).status_code == 404


def test_a_line_is_added_to_a_draft(admin: Client, agreement: Agreement) -> None:
    Agreement.objects.update(status=AgreementStatus.DRAFT)
    data = {"name": "Ny post", "code": "ny-post", "position": "20", "recipient_kind": "skr", "amount": "1",
            "base_amount": "0", "agreed_method": "fixed@1", "applied_method": "fixed@1"}  # fmt: skip
    assert admin.post(reverse("agreement_part_add", args=[CODE, "lines"]), data).status_code == 302
    assert agreement.lines.get(code="ny-post").amount == 1


@pytest.mark.parametrize(
    ("part", "wrong", "why"),
    [
        ("requirements", {"code": "3.1-a"}, "Överenskommelsen har redan ett krav med den koden."),
        ("requirements", {"for_rss": ""}, "Välj minst en som det gäller."),
        ("deadlines", {"code": "rekvisition"}, "Överenskommelsen har redan en tidsgräns med den koden."),
        ("sums", {"recipient_kind": "rss"}, "lämna de andra tomma"),
        ("sums", {"amount": "många"}, "heltal"),
    ],
)
def test_what_breaks_a_rule_is_said_in_words(
    admin: Client, part: str, wrong: dict[str, str], why: str
) -> None:
    response = admin.post(reverse("agreement_part_add", args=[CODE, part]), NEW[part] | wrong)
    assert response.status_code == 200
    assert why in text(response)


def test_a_focus_area_belongs_to_its_area(admin: Client, agreement: Agreement) -> None:
    area = agreement.areas.get(code="ambulans")
    focus = agreement.areas.get(code="nara-vard").focus_areas.first()
    assert focus is not None
    data = NEW["requirements"] | {"area": area.pk, "focus_area": focus.pk}
    response = admin.post(reverse("agreement_part_add", args=[CODE, "requirements"]), data)
    assert "Insatsområdet hör till" in text(response)


def test_what_others_stand_on_is_not_removed(admin: Client, agreement: Agreement) -> None:
    area = agreement.areas.get(code="ambulans")
    address = reverse("agreement_part_remove", args=[CODE, "areas", area.pk])
    assert "Förstärkning av ambulanssjukvården" in text(admin.get(address))
    assert admin.post(address).status_code == 200
    assert DevelopmentArea.objects.filter(pk=area.pk).exists()
    with pytest.raises(services.InUse):
        services.remove_part(part=area, agreement=agreement, by=User.objects.get(email="admin@demo.test"))


def test_a_line_of_an_agreement_in_force_is_not_removed(admin: Client, line: FundingLine) -> None:
    address = reverse("agreement_part_remove", args=[CODE, "lines", line.pk])
    page = text(admin.post(address))
    assert "Inget togs bort." in page
    assert "De här summorna skiljer sig" in page
    assert FundingLine.objects.filter(pk=line.pk).exists()


def test_services_refuse_an_old_fingerprint(agreement: Agreement, user_of: Callable[[str], User]) -> None:
    agreement.name = "Annat"
    with pytest.raises(SavedByOther):
        services.change_agreement(agreement=agreement, seen="gammalt", by=user_of("admin"))
    assert Agreement.objects.get(pk=agreement.pk).name != "Annat"


def test_money_is_paid_onward_only_to_recipients(admin: Client, line: FundingLine) -> None:
    address = reverse("agreement_part_edit", args=[CODE, "lines", line.pk])
    offered = admin.get(address).context["form"].fields["pass_through_to"].queryset
    assert set(offered) == set(Organisation.objects.recipients())


def test_a_double_click_stores_once_and_says_so(agreement: Agreement, user_of: Callable[[str], User]) -> None:
    first, second = (DeadlineForm(NEW["deadlines"], agreement=agreement) for _click in range(2))
    assert first.is_valid()
    assert second.is_valid()

    def add(form: DeadlineForm) -> list[CheckedSum]:
        return services.add_part(part=form.instance, agreement=agreement, by=user_of("admin"))

    assert attempt(first, lambda: add(first)).saved
    assert not attempt(second, lambda: add(second)).saved
    assert "Det sparades just." in str(second.errors)
    assert agreement.deadlines.filter(code="ny-sak").count() == 1
