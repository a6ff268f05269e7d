"""What a person comes to before choosing anything in the header."""

from collections.abc import Callable

from django.test import Client

from overenskommelse.models import Agreement


def test_a_draft_agreement_waits_behind_those_in_force(
    client_for: Callable[[str], Client], agreement: Agreement
) -> None:
    Agreement.objects.create(
        code="utkast", name="Utkast", year=2022, period_start="2022-01-01", period_end="2022-12-31"
    )
    here = client_for("admin").get("/").context["here"]
    assert [row.code for row in here.agreements] == [agreement.code, "utkast"]
    assert here.agreement == agreement
