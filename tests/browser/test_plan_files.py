"""A plan's workbook and pasted tables in a real browser, and a measure's page where no script runs."""

import io
from typing import Any

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import Check, SignIn
from tests.browser.test_flow import follow, heading, press

CONTACT = "kommun.uppsala@demo.test"
WORD = """<html><body><!--StartFragment--><table><tr><td><p>Insats</p></td><td><p>Tidplan</p></td></tr>
<tr><td><p>Samordnad</p><p>planering</p></td><td><p>2021-12-31</p></td></tr>
<tr><td>Hembesök<br>alla dagar<script>document.title = "run"</script></td><td>Löpande</td></tr></table>
</body></html>"""

PASTE = """([html]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "");
  document.querySelector("textarea.cells").dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def begin_plan(page: Page, name: str) -> str:
    """A new plan; its address."""
    page.goto("/action-plans/add/")
    page.get_by_label("Namn").fill(name)
    press(page, "Börja planen")
    return page.url


def test_a_table_from_word_becomes_measures(page: Page, sign_in: SignIn, axe: Check) -> None:
    sign_in(page, CONTACT)
    home = begin_plan(page, "Inklistrad")
    page.goto(f"{home}paste/")
    page.evaluate(PASTE, [WORD])
    cells = page.get_by_label("Celler")
    expect(cells).to_have_value(
        'Insats\tTidplan\n"Samordnad\nplanering"\t2021-12-31\n"Hembesök\nalla dagar"\tLöpande'
    )
    press(page, "Visa raderna")
    expect(page.get_by_text("Första raden lästes som rubriker.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Lägg till 2 rader").dblclick()
    expect(page.get_by_text("2 åtgärder tillagda.")).to_be_visible()
    page.goto(f"{home}areas/")
    for title in ("Samordnad planering", "Hembesök alla dagar"):
        expect(page.get_by_role("link", name=title)).to_have_count(1)


def test_the_workbook_goes_out_and_comes_back(plain_page: Page, sign_in: SignIn, tmp_path: Any) -> None:
    """Without any script."""
    page, path = plain_page, tmp_path / "plan.xlsx"
    sign_in(page, CONTACT)
    home = begin_plan(page, "Arbetsbok")
    page.goto(f"{home}import/")
    with page.expect_download() as saved:
        follow(page, "Spara som Excel")
    book = load_workbook(io.BytesIO(saved.value.path().read_bytes()))
    book["Åtgärder"].cell(2, 2).value = "=Vaccination i hemmet"
    book["Åtgärder"].cell(2, 2).data_type = "s"
    book.save(path)
    page.get_by_label("Arbetsbok").set_input_files(path)
    press(page, "Läs och jämför")
    heading(page, "Kontrollera vad som ändras")
    press(page, "Bekräfta och spara")
    expect(page.get_by_text("Sparat. Tillagda eller ändrade: 1. Borttagna: 0.")).to_be_visible()
    page.goto(f"{home}import/")
    page.get_by_label("Arbetsbok").set_input_files(path)
    press(page, "Läs och jämför")
    heading(page, "Inget ändras")


def test_all_about_a_measure_without_a_script(plain_page: Page, sign_in: SignIn, tmp_path: Any) -> None:
    page, path = plain_page, tmp_path / "rutin.pdf"
    path.write_bytes(b"%PDF-1.7\n%%EOF")
    sign_in(page, CONTACT)
    home = begin_plan(page, "Utan skript")
    page.goto(f"{home}paste/")
    page.get_by_label("Celler").fill("Insats\tTidplan\nVaccination\tLöpande")
    press(page, "Visa raderna")
    press(page, "Lägg till raden")
    page.goto(f"{home}areas/")
    follow(page, "Vaccination")
    follow(page, "Lägg till en indikator")
    page.get_by_label("Indikator").fill("Andel vaccinerade")
    page.get_by_label("Utgångsvärde (").fill("0,5")
    press(page, "Spara")
    page.get_by_text("För in en mätning").click()
    page.get_by_label("Dag").fill("2021-06-30")
    page.get_by_label("Värde").fill("0,75")
    press(page, "Spara mätningen")
    expect(page.get_by_role("cell", name="0,75")).to_be_visible()
    page.get_by_label("Fil").set_input_files(path)
    press(page, "Bifoga filen")
    with page.expect_download() as saved:
        follow(page, "rutin.pdf")
    assert saved.value.path().read_bytes() == path.read_bytes()
    page.get_by_label("Kommentar").fill("Klart före sommaren? 🩺")
    press(page, "Kommentera")
    expect(page.locator("#remarks")).to_contain_text("Klart före sommaren? 🩺")
