"""Files as they are uploaded, for the tests of stages 1 and 2."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from allocation.models import Import, Indicator
from allocation.services.imports import Preview, read_upload
from overenskommelse.services.fixtures import FIXTURES

WORKBOOKS = FIXTURES / "workbooks"
PASS = WORKBOOKS / "should_pass"
COUNTIES = PASS / "lan-med-koder.xlsx"
MUNICIPALITIES = PASS / "folkmangd-kommuner-2020-2025.csv"


def upload_of(path: Path, arguments: dict[str, Any], content: bytes | None = None) -> Import:
    return Import(
        file_name=path.name,
        content=path.read_bytes() if content is None else content,
        indicator=Indicator.objects.get(code=arguments.get("indicator", "population")),
        reference_date=date.fromisoformat(arguments.get("date", "2020-11-01")),
        sheet=arguments.get("sheet", ""),
        year=arguments.get("year"),
        value_column=arguments.get("value_column", ""),
    )


def counties(changed: int = 0, heading: str = "Befolkning") -> bytes:
    """The county table as CSV, with something added to Stockholm's value."""
    rows = [(row.code, row.name, row.value) for row in read_upload(upload_of(COUNTIES, {})).reading.rows]
    lines = [f"{code};{name};{value + changed * (code == '01')}" for code, name, value in rows]
    return "\n".join([f"Kod;Län;{heading}", *lines]).encode()


def codes(preview: Preview) -> list[str]:
    return [issue.code for issue in preview.reading.issues]


def command(path: Path, *options: str, indicator: str = "population", day: str = "2020-11-01") -> list[str]:
    """Standard output, standard error and exit code of ``import_dataset``."""
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command(
            "import_dataset", path, "--indicator", indicator, "--date", day, *options, stdout=out, stderr=err
        )
    except SystemExit as stopped:
        status = int(stopped.code or 0)
    return [out.getvalue(), err.getvalue(), str(status)]


def send(client: Client, content: bytes, name: str = "fil.csv", **fields: Any) -> Any:
    data = {"indicator": "population", "reference_date": "2020-11-01", "source": "SCB"} | fields
    return client.post(reverse("import_new"), data | {"file": SimpleUploadedFile(name, content)})


def staged(client: Client, content: bytes, **fields: Any) -> Import:
    answer = send(client, content, **fields)
    upload = Import.objects.latest("pk")
    assert answer.url == reverse("import", args=[upload.pk])
    return upload


def seal_of(page: Any) -> str:
    seal: str = page.context["preview"].seal
    assert f'name="seal" value="{seal}"' in page.content.decode()
    return seal
