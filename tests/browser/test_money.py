"""A year's money by keyboard: asked for and paid, used and certified, repaid, and closed at 0."""

import re
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Check, OpenPage, SignIn
from tests.browser.papers import take_the_paper_home
from tests.browser.test_flow import ADMIN, OFFICER, begin, follow, heading, press

HEAD, SIGNATORY = "ekonomichef.skane@demo.test", "firmatecknare.skane@demo.test"
YEAR: Final = "god-och-nara-vard-2021"
UNUSED: Final = 1_234_567
# Accounting object: the line it is booked for, and the kronor that it was given.
BOOKED: Final = {
    "9901": ("Utveckling av den nära vården, regionerna", 322_386_633 - UNUSED),
    "9902": ("Goda förutsättningar för vårdens medarbetare, regionerna", 338_713_395),
    "9903": ("Vidareutbildning för sjuksköterskor, regionerna", 53_530_367),
    "9904": ("Karriärtjänster för specialistsjuksköterskor", 13_382_592),
    "9906": ("Insatser inom ramen för Vision e-hälsa", 13_382_592),
    "9907": ("Förstärkning av ambulanssjukvården", 10_470_031),
}
ACCOUNTS: Final = """#FLAGGA 0
#FORMAT PC8
#SIETYP 4
#FNAMN "Region Skåne"
#ORGNR 232100-0255
#RAR 0 20210101 20211231
#KONTO 4010 "Vårdkostnader"
#KONTO 1930 "Bank"
#DIM 1 "Objekt"
"""


@pytest.fixture
def officer(open_page: OpenPage, sign_in: SignIn) -> Page:
    page = open_page()
    sign_in(page, OFFICER)
    return page


@pytest.fixture
def head(open_page: OpenPage, sign_in: SignIn) -> Page:
    page = open_page()
    sign_in(page, HEAD)
    return page


def accounting_file() -> FilePayload:
    """A SIE file of type 4 as the region's system writes it: a voucher for each object."""
    objects = "".join(f'#OBJEKT 1 "{code}" "{line}"\n' for code, (line, _kronor) in BOOKED.items())
    vouchers = "".join(
        f'#VER "A" "{number}" 20210630 "Nära vård"\n{{\n'
        f'#TRANS 4010 {{"1" "{code}"}} {kronor}.00\n#TRANS 1930 {{}} -{kronor}.00\n}}\n'
        for number, (code, (_line, kronor)) in enumerate(BOOKED.items(), start=1)
    )
    content = (ACCOUNTS + objects + vouchers).encode("cp437")
    return FilePayload(name="skane.se", mimeType="application/octet-stream", buffer=content)


def test_the_year_is_asked_for_used_certified_repaid_and_closed(
    officer: Page, head: Page, open_page: OpenPage, sign_in: SignIn, axe: Check
) -> None:
    requisition(officer, axe)
    pay_onward(officer)
    count_the_accounts(officer, axe)
    report = hand_over(officer, axe)
    certify_as_wrong(head, report, axe)
    change_a_cost_and_hand_over_again(officer, head, report)
    form = certify_as_right(head, report)
    signatory = open_page()
    sign_in(signatory, SIGNATORY, at=report)
    sign(signatory, form, axe)
    officer.goto(report)
    press(officer, "Den är skickad")
    repay(officer, axe)
    administrator = open_page()
    sign_in(administrator, ADMIN, at=f"/reporting/settlements/{YEAR}/R12/")
    close(administrator, axe)
    officer.goto("/reporting/costs/R12/")
    expect(officer.get_by_role("main")).to_contain_text(re.compile("stängt"))


def requisition(page: Page, axe: Check) -> None:
    begin(page, "Region Skåne")
    press(page, "Spara och kontrollera")
    press(page, "Utfärda rekvisitionen")
    heading(page, re.compile(r"^Rekvisition 2021-R12-\d+$"))
    with page.expect_download() as issued:
        follow(page, "Hämta blanketten (PDF)")
    take_the_paper_home(page, issued.value.path(), axe)


def pay_onward(page: Page) -> None:
    """What the region got for 1177 goes on to SKR, and counts as used."""
    page.goto(f"/reporting/payments/{YEAR}/")
    group = page.get_by_role("region", name=re.compile("1177"))
    group.get_by_role("row").filter(has_text="Region Skåne").get_by_role("button").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("13 382 592 kr")


def count_the_accounts(page: Page, axe: Check) -> None:
    page.goto("/reporting/costs/R12/")
    follow(page, "Läs in en bokföringsfil")
    page.locator("main input[type=file]").set_input_files(accounting_file())
    page.locator("main button.primary").press("Enter")
    heading(page, "Kontrollera det som lästes")
    for code, (line, _kronor) in BOOKED.items():
        for label, value in (("Konton", "4010"), ("Dimension", "1"), ("Redovisningsobjekt", code)):
            page.get_by_label(label).fill(value)
        page.get_by_label("Post").select_option(label=line)
        press(page, "Spara regeln och räkna om")
        expect(page.get_by_role("row", name=re.compile(f"1: {code}"))).to_be_visible()
    axe(page)
    press(page, "Räkna med 750\u00a0631\u00a0043\u00a0kr")
    heading(page, "Kostnader")
    expect(page.get_by_role("main")).to_contain_text("321 152 066 kr")


def hand_over(page: Page, axe: Check) -> str:
    """The report is filled in already; its address."""
    page.goto("/")
    task = (
        page.locator(".todo").get_by_role("listitem").filter(has_text="ekonomiska redovisningen för Region")
    )
    task.get_by_role("button").press("Enter")
    heading(page, "Ekonomisk redovisning för Region Skåne")
    expect(page.get_by_role("row", name=re.compile("^Summa"))).to_contain_text("1 234 567 kr")
    axe(page)
    press(page, "Lämna över till ekonomichefen")
    expect(page.get_by_text("Den som lämnar över får inte granska.")).to_be_visible()
    return page.url


def judge(page: Page, report: str, alternative: str) -> None:
    page.goto(report)
    page.get_by_role("radio", name=re.compile(f"^{alternative}")).press("Space")
    page.get_by_label("Befattning").fill("Ekonomidirektör")
    page.get_by_label("Telefon med riktnummer").last.fill("044-309 30 00")


def certify_as_wrong(page: Page, report: str, axe: Check) -> None:
    """Alt 2 wants the deviations; nothing that was typed is lost when they are missing."""
    judge(page, report, "Alt 2")
    press(page, "Lämna intyget")
    expect(page.locator(".field.wrong")).to_contain_text("Avvikelser")
    expect(page.get_by_label("Befattning")).to_have_value("Ekonomidirektör")
    axe(page)
    page.get_by_label("Avvikelser").fill("En faktura på 1 krona saknas.")
    page.get_by_label("Åtgärder").fill("Den bokförs nu.")
    press(page, "Lämna intyget")
    expect(page.get_by_role("main")).to_contain_text("En faktura på 1 krona saknas.")
    axe(page)


def change_a_cost_and_hand_over_again(officer: Page, head: Page, report: str) -> None:
    """What is certified has changed: both are told, and it is handed over anew."""
    officer.goto("/reporting/costs/R12/")
    follow(officer, "Skriv en kostnad")
    officer.get_by_label("Post").select_option(label=BOOKED["9901"][0])
    officer.get_by_label("Vad").fill("Fakturan som saknades")
    officer.get_by_label("Belopp, kronor").fill("1")
    press(officer, "Spara")
    for page in (officer, head):
        page.goto("/")
        expect(page.get_by_role("main")).to_contain_text(re.compile("[Ii]ntyget"))
        page.goto(report)
        expect(page.get_by_text("321 152 066 kr → 321 152 067 kr").first).to_be_visible()
    officer.goto("/reporting/costs/R12/")
    cost = officer.get_by_role("row").filter(has_text="Fakturan som saknades")
    cost.get_by_role("link").first.press("Enter")
    press(officer, "Ta bort kostnaden")
    officer.goto(report)
    press(officer, "Lämna över till ekonomichefen")


def certify_as_right(page: Page, report: str) -> Path:
    """The printed report."""
    judge(page, report, "Alt 1")
    press(page, "Lämna intyget")
    with page.expect_download() as form:
        follow(page, "Hämta blanketten (PDF)")
    return form.value.path()


def sign(page: Page, form: Path, axe: Check) -> None:
    page.get_by_label("Den undertecknade blanketten").set_input_files(
        FilePayload(name="undertecknad.pdf", mimeType="application/pdf", buffer=form.read_bytes())
    )
    press(page, "Bifoga")
    expect(page.locator("[aria-current=step]")).to_contain_text("Undertecknad")
    axe(page)


def repay(page: Page, axe: Check) -> None:
    page.goto("/")
    task = page.locator(".todo").get_by_role("listitem").filter(has_text="Betala tillbaka")
    expect(task).to_contain_text("1 234 567 kr")
    task.get_by_role("link").press("Enter")
    heading(page, re.compile("Region Skåne: 1.234.567.kr återstår"))
    press(page, "Utfärda beskedet om återbetalning")
    axe(page)
    press(page, "Bokför återbetalningen")
    heading(page, "Region Skåne: går jämnt ut")


def close(page: Page, axe: Check) -> None:
    press(page, "Stäng året")
    heading(page, "Region Skåne: året är stängt")
    axe(page)
    page.goto("/reporting/settlements/")
    row = page.get_by_role("row").filter(has_text="Region Skåne")
    expect(row).to_contain_text(re.compile("[Ss]tängt"))
    expect(row.get_by_role("cell", name="0", exact=True).first).to_be_visible()
