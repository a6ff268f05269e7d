"""What happens to a form in the browser once it is printed."""

from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Check

# The smallest picture: one white point.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100"
    "18dd8db00000000049454e44ae426082"
)


def take_the_paper_home(page: Page, form: Path, axe: Check) -> None:
    """The issued form is signed, sent and paid: first with a picture in which no code can be read."""
    paper = page.get_by_role("region", name="Papperet")
    paper.get_by_label("Den undertecknade blanketten").set_input_files(
        FilePayload(name="skannad.png", mimeType="image/png", buffer=PNG)
    )
    _press(page, "Bifoga")
    expect(page.get_by_text("Ingen kod kunde läsas i filen.").first).to_be_visible()
    axe(page)
    paper.get_by_label("Den undertecknade blanketten").set_input_files(
        FilePayload(name="undertecknad.pdf", mimeType="application/pdf", buffer=form.read_bytes())
    )
    _press(page, "Bifoga")
    expect(paper.locator("[aria-current=step]")).to_contain_text("Undertecknad")
    _press(page, "Den är skickad")
    expect(paper.locator("[aria-current=step]")).to_contain_text("Skickad")
    axe(page)
    _press(page, "Bokför")
    expect(paper.locator("[aria-current=step]")).to_contain_text("Utbetald")
    expect(paper).to_contain_text("765 248 202 kr betalades ut")
    axe(page)


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).press("Enter")
