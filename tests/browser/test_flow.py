"""The whole thread in the browser: from a spreadsheet to a requisition that is found again by its code."""

import io
import re
from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import ROOT, Check, OpenPage, SignIn
from tests.browser.papers import take_the_paper_home

WORKBOOKS = ROOT / "fixtures" / "workbooks"
ADMIN, OFFICER = "admin@demo.test", "ekonom.skane@demo.test"
COORDINATOR = "samordnare.skane@demo.test"


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1, name=text)).to_be_visible()


def press(page: Page, name: str) -> None:
    """A button that the keyboard reaches and presses."""
    page.get_by_role("button", name=name, exact=True).press("Enter")


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.press("Enter")


def upload(page: Page, file: Path | FilePayload, day: str) -> None:
    """Fill in the first step of an import of population figures, and send it with Enter."""
    page.goto("/allocation/datasets/")
    follow(page, "Läs in underlag från fil")
    page.get_by_label("Fil", exact=True).set_input_files(file)
    page.get_by_label("Indikator").select_option(label="Befolkning")
    page.get_by_label("Referensdatum").fill(day)
    page.get_by_label("Källa").fill("SCB, folkmängd")
    page.get_by_label("Källa").press("Enter")


def test_statistics_are_shown_before_they_are_stored(page: Page, sign_in: SignIn, axe: Check) -> None:
    sign_in(page, ADMIN)
    several_years = WORKBOOKS / "should_pass" / "folkmangd-kommuner-2020-2025.csv"
    upload(page, several_years, "2024-12-31")
    heading(page, "Kontrollera det som lästes")
    expect(page.get_by_role("status")).to_have_text("290 rader")
    expect(page.locator("tfoot")).to_contain_text("10 587 710")
    axe(page)
    press(page, "Spara")
    expect(page.get_by_text("Sparat som version 1.")).to_be_visible()

    upload(page, WORKBOOKS / "should_pass" / "folkmangd-kommuner-2025.xlsx", "2025-12-31")
    expect(page.get_by_text("2024-12-31, version 1")).to_be_visible()
    for total in ("10 605 520", "10 587 710", "17 810"):
        expect(page.locator("tfoot")).to_contain_text(total)
    axe(page)
    press(page, "Ta bort filen utan att spara")
    expect(page.get_by_text("Filen togs bort. Ingenting sparades.")).to_be_visible()
    expect(page.locator("tbody")).to_contain_text("2024-12-31")
    expect(page.locator("tbody")).not_to_contain_text("2025-12-31")


WRONG = """kod;län;antal
01;Stockholms län;2391841
03;Uppsala län;-388076
04;Södermanlands län;många
05;Östergötlands län;467276,5
99;Ingenstans län;7
01;Stockholms län;2391841
"""


def test_every_problem_of_a_wrong_file_is_told_at_once(page: Page, sign_in: SignIn, axe: Check) -> None:
    sign_in(page, ADMIN)
    page.goto("/allocation/datasets/")
    stored = page.locator("#result").inner_text()
    upload(page, FilePayload(name="fel.csv", mimeType="text/csv", buffer=WRONG.encode()), "2020-12-31")
    problems = page.get_by_role("alert")
    expect(problems).to_be_focused()
    told = {
        item.split(" ")[0].rstrip(":"): item for item in problems.get_by_role("listitem").all_inner_texts()
    }
    for cell, value in (
        ("C3", "-388076"),
        ("C4", "många"),
        ("C5", "467276,5"),
        ("A6", "99"),
        ("A7", "01"),
    ):
        said = told[f"fel.csv!{cell}"]
        assert value in said
        assert re.search(r": .+\. .+\.", said), "what is wrong, then the remedy"
    assert "Skåne" in told["fel.csv"], "the counties that are missing"
    assert [place.partition("!")[2] for place in told] == ["", "C3", "C4", "C5", "A6", "A7"]
    expect(page.get_by_role("button", name="Spara", exact=True)).to_have_count(0)
    axe(page)
    press(page, "Ta bort filen utan att spara")
    assert page.locator("#result").inner_text() == stored


def test_what_is_no_spreadsheet_is_refused_at_the_field(page: Page, sign_in: SignIn, axe: Check) -> None:
    sign_in(page, ADMIN)
    upload(page, WORKBOOKS / "should_fail" / "not_a_spreadsheet" / "befolkning.xlsx", "2020-11-01")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator(".field.wrong")).to_contain_text("Fil")
    expect(page.get_by_label("Källa")).to_have_value("SCB, folkmängd")
    axe(page)


def make_run(page: Page) -> None:
    page.goto("/allocation/runs/")
    follow(page, "Gör en fördelning")
    press(page, "Fördela medlen")
    heading(page, re.compile(r"^Fördelning \d+: 6 678 000 000 kr$"))


def test_a_run_explains_every_amount(page: Page, sign_in: SignIn) -> None:
    sign_in(page, ADMIN)
    make_run(page)
    expect(page.get_by_text("väntar på: Anställda sjuksköterskor")).to_be_visible()
    follow(page, "Goda förutsättningar för vårdens medarbetare, regionerna")
    follow(page, "Region Västernorrland")
    heading(page, "Varför 59 665 950 kr?")
    expect(page.get_by_role("link", name="bilaga-3.xlsx, cell B20, version 1")).to_be_visible()
    expect(page.get_by_text("Här är resten 0,5055, nummer 12 i ordningen.")).to_be_visible()
    follow(page, "Region Västernorrland")
    heading(page, "Region Västernorrland")
    expect(page.locator("tfoot")).to_contain_text("135 213 976")


def test_the_printed_tables_are_held_against_the_run(page: Page, sign_in: SignIn) -> None:
    sign_in(page, ADMIN, at="/allocation/runs/1/")
    follow(page, "Jämför med de tryckta tabellerna")
    tables = page.locator(".scroll").first.get_by_role("row")
    expect(tables.filter(has_text="2 531 000 001")).to_contain_text("radvis avrundning")
    expect(tables.filter(has_text="Bilaga 3")).to_contain_text("antagande")
    expect(page.get_by_text("Antagande: beloppen har avrundats per kommun")).to_be_visible()
    rows = page.locator("#result").get_by_role("row")
    expect(rows.filter(has_text="Västernorrland").filter(has_text="59 665 951")).to_contain_text("+1")


def test_a_run_is_decided_with_a_reason_and_verified(page: Page, sign_in: SignIn, axe: Check) -> None:
    sign_in(page, ADMIN)
    make_run(page)
    follow(page, "Gå vidare till beslut")
    press(page, "Besluta 6 678 000 000 kr")
    expect(page.get_by_role("alert")).to_be_focused()
    axe(page)
    page.get_by_role("textbox").fill("Prövar hela kedjan.")
    press(page, "Besluta 6 678 000 000 kr")
    heading(page, re.compile(r"^Beslut 2021-\d+: 6 678 000 000 kr$"))
    follow(page, "Verifiera")
    heading(page, "Stämmer på kronan")


def begin(page: Page, organisation: str) -> None:
    """Open the requisition of one of the person's organisations from the start page, to be filled in."""
    page.goto("/")
    task = page.locator(".todo").get_by_role("listitem").filter(has_text=organisation)
    task.get_by_role("button").or_(task.get_by_role("link")).press("Enter")
    page.wait_for_url(re.compile(r"/requisitions/\d+/"))
    if not page.url.endswith("/edit/"):
        page.locator(".actions").get_by_role("link", name=re.compile("Ändra|Fyll i")).press("Enter")
    heading(page, "Fyll i rekvisitionen")
    expect(page.get_by_role("complementary")).to_contain_text(organisation)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_wrong_giro_is_mended_and_nothing_typed_is_lost(page: Page, sign_in: SignIn, axe: Check) -> None:
    sign_in(page, OFFICER)
    begin(page, "Region Skåne")
    typed = {"Bankgiro eller plusgiro": "5050-1056", "Kontaktperson": "Åsa Öberg", "Belopp": "1 000 000"}
    for label, value in typed.items():
        page.get_by_label(label).fill(value)
    page.get_by_label("Kontaktperson").press("Enter")

    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    giro = page.get_by_label("Bankgiro eller plusgiro")
    expect(giro).to_be_focused()
    expect(giro).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".field.wrong")).to_contain_text("Menade ni 5050-1055?")
    for label, value in typed.items():
        expect(page.get_by_label(label)).to_have_value(value)
    axe(page)
    giro.fill("5050-1055")
    giro.press("Enter")
    heading(page, "Kontrollera rekvisitionen")
    preview = page.get_by_role("link", name="Förhandsgranska (PDF)").get_attribute("href")
    assert "UTKAST" in text_of(page.request.get(str(preview)).body())


def test_a_requisition_is_issued_once_and_found_by_its_code(page: Page, sign_in: SignIn, axe: Check) -> None:
    sign_in(page, OFFICER)
    begin(page, "Region Skåne")
    page.get_by_label("Belopp").fill("765 248 202")
    press(page, "Spara och kontrollera")
    page.get_by_role("button", name="Utfärda rekvisitionen").dblclick()
    heading(page, re.compile(r"^Rekvisition 2021-R12-\d+$"))
    number = page.get_by_role("heading", level=1).inner_text().split()[-1]
    code = page.locator("dt", has_text=re.compile("^Kod$")).locator("+ dd").inner_text()
    with page.expect_download() as issued:
        follow(page, "Hämta blanketten (PDF)")
    printed = text_of(issued.value.path().read_bytes())
    assert code in printed
    assert "UTKAST" not in printed

    find_by_code(page, number, code)
    axe(page)
    follow(page, "Visa rekvisitionen")
    take_the_paper_home(page, issued.value.path(), axe)


def find_by_code(page: Page, number: str, code: str) -> None:
    """The list shows the form once, and its code leads back to it."""
    page.goto("/reporting/requisitions/")
    row = page.get_by_role("row").filter(has_text="765 248 202").filter(has_text="Utfärdad")
    expect(row).to_have_count(1)
    follow(page, "Hitta en blankett med dess kod")
    page.get_by_label("Kod på papperet").fill(code.lower().replace("-", " "))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name=f"Rekvisition {number}")).to_be_visible()


def test_the_second_to_save_is_told_who_was_first_and_loses_nothing(
    open_page: OpenPage, sign_in: SignIn, axe: Check
) -> None:
    first, second = open_page(), open_page()
    for page, person in ((first, COORDINATOR), (second, OFFICER)):
        sign_in(page, person)
        begin(page, "Vårdsamverkan Skåne")
    first.get_by_label("Kontaktperson").fill("Den som var först")
    first.get_by_label("Telefon").fill("040-12 34 56")
    press(first, "Spara och kontrollera")
    heading(first, "Kontrollera rekvisitionen")

    contact = second.get_by_label("Kontaktperson")
    contact.fill("Den som kom sedan")
    press(second, "Spara och kontrollera")
    expect(second.get_by_role("alert")).to_contain_text("Samordnare Skåne (exempel) sparade")
    expect(second.locator(".field.wrong").filter(has=contact)).to_contain_text("Den som var först")
    expect(contact).to_have_value("Den som kom sedan")
    axe(second)
    press(second, "Spara och kontrollera")
    heading(second, "Kontrollera rekvisitionen")
    expect(second.get_by_text("Den som kom sedan")).to_be_visible()


def test_what_is_sent_after_the_sign_in_has_ended_waits(page: Page, sign_in: SignIn, axe: Check) -> None:
    sign_in(page, OFFICER)
    begin(page, "Vårdsamverkan Skåne")
    page.get_by_label("Kontaktperson").fill("Skrevs efter lunch")
    page.context.clear_cookies(name="sessionid")
    press(page, "Spara och kontrollera")
    expect(page.get_by_role("status")).to_contain_text("Det du skickade finns kvar")
    page.get_by_label("E-post").fill(OFFICER)
    page.get_by_label("Lösenord").fill("demo")
    page.keyboard.press("Enter")
    heading(page, "Det du skickade finns kvar")
    axe(page)
    press(page, "Skicka nu")
    heading(page, "Kontrollera rekvisitionen")
    expect(page.get_by_text("Skrevs efter lunch")).to_be_visible()


def test_the_keyboard_alone_reaches_what_matters(page: Page, sign_in: SignIn) -> None:
    sign_in(page, OFFICER)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    reached = page.evaluate("document.activeElement.closest('main') !== null")
    assert reached
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert float(outline.removesuffix("px")) >= 2
