"""What tests of costs share: files on their way in, what their pages say, and what they counted."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from reporting.models import Cost
from tests.domain.reporting.sie_files import SIE

YEAR = SIE / "should_pass" / "typ-4e.se"


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
