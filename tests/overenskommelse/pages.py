"""What tests do with a page: read it, send its form back, ask what it cost."""

from typing import Any

from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def text(response: Any) -> str:
    """The page with plain spaces."""
    return str(response.content.decode()).replace("\u00a0", " ")


def typed(form: Any) -> dict[str, Any]:
    """What a browser would send if nothing was changed."""
    values = {form.add_prefix(name): form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def said(response: Any) -> str:
    """The messages that the person is shown next."""
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
