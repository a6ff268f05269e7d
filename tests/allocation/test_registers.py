"""Registers there and back through files; what changes is shown first, and stored all or nothing."""

import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from allocation.models import Indicator
from allocation.resources import REGISTERS
from allocation.services import registers
from overenskommelse.models import DevelopmentArea, Event, FocusArea, Organisation, Requirement, User
from overenskommelse.services.fixtures import FIXTURES
from overenskommelse.workbooks import write

ClientFor = Callable[[str], Client]
FAIL = FIXTURES / "workbooks" / "should_fail"


def upload(client: Client, content: bytes, register: str = "recipients", name: str = "fil.csv") -> Any:
    data = {"file": SimpleUploadedFile(name, content)}
    return client.post(reverse("register_import", args=[register]), data)


def confirm(client: Client, page: Any, register: str = "recipients") -> Any:
    return client.post(reverse("register_confirm", args=[register]), {"sealed": page.context["sealed"]})


def csv(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def faults(client: Client, content: bytes, register: str = "recipients") -> list[tuple[str, str]]:
    """Where and value of each fault; every one says what is wrong and what to do."""
    page = upload(client, content, register)
    found = page.context["plan"].faults
    assert all(it.what and it.remedy for it in found)
    assert page.context["sealed"] == "" or not found
    return [(it.where, it.value) for it in found]


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
@pytest.mark.parametrize(
    ("register", "address"),
    [
        ("recipients", "/allocation/registers/recipients/file/"),
        ("indicators", "/allocation/registers/indicators/file/"),
        ("recipients", "/recipients/"),
        ("indicators", "/allocation/indicators/"),
        ("areas", "/allocation/registers/areas/file/"),
        ("focus-areas", "/allocation/registers/focus-areas/file/"),
        ("requirements", "/allocation/registers/requirements/file/"),
    ],
)
def test_there_and_back_changes_nothing(
    client_for: ClientFor, register: str, address: str, file_format: str
) -> None:
    client = client_for("admin")
    Organisation.objects.filter(code="R12").update(phone="+46 44 309 30 00", contact_person='Å; "Ä", Ö')
    Organisation.objects.filter(code="R03").update(
        organisation_number="", organisation_number_status="official"
    )
    content = client.get(address, {"_export": file_format}).content
    page = upload(client, content, register, f"fil.{file_format}")
    plan = page.context["plan"]
    assert (plan.lines, plan.faults) == ([], [])
    assert plan.unchanged == REGISTERS[register].model()._default_manager.count()


def test_what_is_new_and_changed_is_shown_and_then_stored_with_its_history(client_for: ClientFor) -> None:
    client = client_for("admin")
    Organisation.objects.filter(code="R12").update(city="Lund")
    events, histories = Event.objects.count(), Organisation.history.count()
    page = upload(
        client, csv("Kod;Namn;Slag;Postort", "R12;Region Skåne;Region;Kristianstad", "M1;Ny;Myndighet;Umeå")
    )
    changed, new = page.context["plan"].lines
    assert (changed.code, changed.fields) == ("R12", [("Postort", "Lund", "Kristianstad")])
    assert new.is_new
    assert ("Postort", "–", "Umeå") in new.fields
    assert (Event.objects.count(), Organisation.history.count()) == (events, histories)
    assert Organisation.objects.get(code="R12").city == "Lund"
    assert confirm(client, page).url == reverse("recipients")
    assert Organisation.objects.get(code="M1").kind == "authority"
    stored = Organisation.objects.get(code="R12")
    event = Event.objects.about(stored).first()
    assert event
    assert (event.verb, event.by) == (
        "recipients.changed",
        User.objects.get(email="admin@demo.test"),
    )
    assert event.changed == [("Postort", "Lund", "Kristianstad")]
    assert stored.history.first().history_user == event.by
    assert Event.objects.count() == events + 2


def test_indicators_are_added_and_changed(client_for: ClientFor) -> None:
    client = client_for("admin")
    heads = "Kod;Namn;Enhet;Bara hela tal;Ord i kolumnrubriker;Största förändring, procent"
    content = csv(heads, "population;Befolkning;invånare;ja;folkmängd, invånare;7", "beds;Platser;st;nej;;")
    page = upload(client, content, "indicators")
    assert page.context["plan"].faults == []
    assert confirm(client, page, "indicators").url == reverse("indicators")
    assert Indicator.objects.get(code="population").jump_limit == 7
    beds = Indicator.objects.get(code="beds")
    assert (beds.whole_numbers, beds.header_words, beds.jump_limit) == (False, [], None)
    assert Event.objects.filter(verb="indicators.added", subject_label="Platser").exists()


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("Namn", "Region Skåne"), [("Rubrikerna", "")]),
        (("Kod;Postort;Postort", "R12;Lund;Lund"), [("Rubrikerna", "Postort")]),
        (("Kod;Postort", ";Lund"), [("Rad 2, Kod", "")]),
        (("Kod;Postort", "R12;Lund", "", "R12;Malmö"), [("Rad 4, Kod", "R12")]),
        (("Kod;Postort", "380;Uppsala"), [("Rad 2, Kod", "380")]),
        (("Kod;Postnummer", "R12;1"), [("Rad 2, Postnummer", "1")]),
        (("Kod;E-post", "R12;ingen"), [("Rad 2, E-post", "ingen")]),
        (("Kod;Län", "R12;Atlantis"), [("Rad 2, Län", "Atlantis")]),
        (("Kod;Organisationsnummer", "R12;232100-0254"), [("Rad 2, Organisationsnummer", "232100-0254")]),
        (("Kod;Slag", "R12;SKR"), [("Rad 2, Kod", "R12")]),
        (("Kod;Postort", "R12;#REF!"), [("Rad 2, Postort", "#REF!")]),
        (("Kod;Namn", "NY;Ny"), [("Rad 2, Slag", "")]),
    ],
)
def test_each_fault_says_where(client_for: ClientFor, lines: Iterable[str], found: list[Any]) -> None:
    assert faults(client_for("admin"), csv(*lines)) == found


def test_one_fault_and_nothing_can_be_confirmed(client_for: ClientFor) -> None:
    page = upload(client_for("admin"), csv("Kod;Postnummer", "R12;1", "R03;750 02"))
    assert (page.context["sealed"], len(page.context["plan"].faults)) == ("", 1)
    assert "Rad 2, Postnummer" in page.content.decode()


def test_numbers_of_a_register_are_whole(client_for: ClientFor) -> None:
    content = csv("Kod;Största förändring, procent", "population;lite")
    assert faults(client_for("admin"), content, "indicators") == [
        ("Rad 2, Största förändring, procent", "lite")
    ]


def test_too_many_rows_are_refused(client_for: ClientFor) -> None:
    rows = [f"X{number};Postort" for number in range(registers.MAX_ROWS + 1)]
    assert faults(client_for("admin"), csv("Kod;Postort", *rows)) == [("Filen", "")]


def test_a_register_that_changed_meanwhile_is_shown_again(client_for: ClientFor) -> None:
    client = client_for("admin")
    page = upload(client, csv("Kod;Postort", "R12;Kristianstad", "R03;Uppsala stad"))
    Organisation.objects.filter(code="R12").update(city="Höör")
    again = confirm(client, page)
    assert ("Postort", "Höör", "Kristianstad") in again.context["plan"].lines[0].fields
    assert Organisation.objects.get(code="R03").city != "Uppsala stad"
    assert confirm(client, again).status_code == 302
    assert Organisation.objects.get(code="R12").city == "Kristianstad"


def test_what_was_not_shown_to_this_person_is_not_stored(client_for: ClientFor) -> None:
    client = client_for("admin")
    page = upload(client, csv("Kod;Postort", "R12;Kristianstad"))
    forged: Any = client.post(
        reverse("register_confirm", args=["recipients"]), {"sealed": page.context["sealed"] + "x"}
    )
    assert forged.url == reverse("register_import", args=["recipients"])
    page = upload(client, csv("Kod;Postort", "R12;Kristianstad"))
    assert confirm(client, page, "indicators").url == reverse("register_import", args=["indicators"])
    assert Organisation.objects.get(code="R12").city != "Kristianstad"
    assert client.get(reverse("register_import", args=["people"])).status_code == 404


BROKEN = [path for path in sorted(FAIL.rglob("*")) if path.is_file()]


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_bad_file_gets_through(client_for: ClientFor, path: Path) -> None:
    before = Event.objects.count()
    page = upload(client_for("admin"), path.read_bytes(), name=path.name)
    assert page.status_code == 200
    form = page.context.get("form")
    assert (form and form.errors) or page.context["plan"].faults
    assert Event.objects.count() == before


def test_a_formula_without_a_result_is_told(client_for: ClientFor) -> None:
    book, content = Workbook(), io.BytesIO()
    for row in (["Kod", "Postort"], ["R12", '="Lu"&"nd"']):
        book.worksheets[0].append(row)
    book.save(content)
    page = upload(client_for("admin"), content.getvalue(), name="fil.xlsx")
    (fault,) = page.context["plan"].faults
    assert fault.where == "Rad 2, Postort"


def test_the_pages_cost_the_same_for_1_and_for_300(client_for: ClientFor) -> None:
    client = client_for("admin")

    def cost(rows: int) -> int:
        codes = Organisation.objects.values_list("code", "name")[:rows]
        content = write(["Kod", "Namn"], codes, "xlsx", "register")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert upload(client, content, name="fil.xlsx").context["plan"].unchanged == rows
            client.get(reverse("register_file", args=["recipients"]))
            client.get(reverse("register_import", args=["recipients"]))
        return len(queries)

    assert cost(1) == cost(300)


def test_the_lists_lead_administrators_there(client_for: ClientFor) -> None:
    address = reverse("register_import", args=["recipients"])
    assert address in client_for("admin").get(reverse("recipients")).content.decode()
    assert address not in client_for("uppfoljning").get(reverse("recipients")).content.decode()


@pytest.mark.parametrize(
    ("register", "list_name", "part"),
    [("recipients", "Mottagare", "recipients"), ("indicators", "Indikatorer", "datasets")],
)
def test_the_page_says_which_list_it_belongs_to(
    client_for: ClientFor, register: str, list_name: str, part: str
) -> None:
    page = client_for("admin").get(reverse("register_import", args=[register])).content.decode()
    assert f'<a href="{reverse(register)}">{list_name}</a> · steg 1 av 2' in page
    assert f'<a href="{reverse(part)}" aria-current="page">' in page


def test_the_code_lists_of_measures_are_read_with_the_same_preview(client_for: ClientFor) -> None:
    admin, code = client_for("admin"), "god-och-nara-vard-2021"
    areas = csv("Överenskommelse,Kod,Namn,Avsnitt", f"{code},nytt,Nytt område,7")
    page = upload(admin, areas, "areas")
    assert [(line.code, line.is_new) for line in page.context["plan"].lines] == [("nytt", True)]
    assert not DevelopmentArea.objects.filter(code="nytt").exists()
    confirm(admin, page, "areas")
    focus = csv("Överenskommelse,Utvecklingsområde,Kod,Namn,Avsnitt", f"{code},nytt,del,En del,7.1")
    confirm(admin, upload(admin, focus, "focus-areas"), "focus-areas")
    assert FocusArea.objects.get(code="del").area.code == "nytt"
    wanted = csv("Överenskommelse,Kod,Utvecklingsområde,Insatsområde", f"{code},3.1-a,nytt,del")
    confirm(admin, upload(admin, wanted, "requirements"), "requirements")
    requirement = Requirement.objects.get(agreement__code=code, code="3.1-a")
    assert (requirement.area, requirement.focus_area) == (
        FocusArea.objects.get(code="del").area,
        FocusArea.objects.get(code="del"),
    )
    verbs = Event.objects.filter(agreement__code=code, by__email="admin@demo.test").values_list(
        "verb", flat=True
    )
    assert list(verbs)[:3] == ["agreements.part_changed", "agreements.part_added", "agreements.part_added"]


def test_a_code_list_names_what_is_wrong(client_for: ClientFor) -> None:
    lines = (
        "Överenskommelse,Kod,Utvecklingsområde,Sista dag",
        "finns-inte,3.1-a,,",
        "god-och-nara-vard-2021,3.1-a,okänt,",
        "god-och-nara-vard-2021,3.1.2-a,,snart",
        "god-och-nara-vard-2021,3.1.2-a,,2021-09-01",
    )
    assert faults(client_for("admin"), csv(*lines[:2]), "requirements")[:1] == [
        ("Rad 2, Överenskommelse", "finns-inte")
    ]
    assert faults(client_for("admin"), csv(lines[0], lines[2]), "requirements") == [
        ("Rad 2, Utvecklingsområde", "okänt")
    ]
    assert faults(client_for("admin"), csv(lines[0], lines[3]), "requirements") == [
        ("Rad 2, Sista dag", "snart")
    ]
    assert faults(client_for("admin"), csv(lines[0], *lines[3:]), "requirements") == [
        ("Rad 3, Kod", "3.1.2-a")
    ]
