"""Forms and lists as they come out of the components."""

import re
from collections.abc import Callable

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from overenskommelse.models import Organisation

ClientFor = Callable[[str], Client]


class Sample(forms.Form):
    giro = forms.CharField(label="Bankgiro", help_text="Som på fakturan.")
    note = forms.CharField(
        label="Anmärkning", required=False, widget=forms.TextInput({"placeholder": "Skriv här"})
    )
    sure = forms.BooleanField(label="Säkert")
    kind = forms.ChoiceField(label="Slag", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)

    def clean(self) -> None:
        if not self.cleaned_data.get("giro"):
            raise forms.ValidationError("Något fattas.")


def shown(form: forms.Form) -> str:
    return render_to_string("components/form.html", {"form": form})


def test_an_untouched_form_has_no_summary() -> None:
    assert "role=" not in shown(Sample())


def test_the_summary_says_every_problem_and_links_to_its_field() -> None:
    html = shown(Sample({"note": "x"}))
    summary = html[: html.index("<label")]
    assert 'role="alert"' in summary
    assert "4 uppgifter" in summary
    assert "<li>Något fattas.</li>" in summary
    targets = re.findall(r'href="#(\w+)"', summary)
    assert targets == ["id_giro", "id_sure", "id_kind"]
    assert all(f'id="{target}"' in html for target in targets)


def test_hint_and_error_are_tied_to_the_field() -> None:
    field = str(Sample({})["giro"].as_field_group())
    described = re.search(r'<input[^>]*aria-describedby="([^"]+)"', field)
    assert described is not None
    assert all(f'id="{name}"' in field for name in described[1].split())
    assert 'aria-invalid="true"' in field
    assert field.index("Som på fakturan.") < field.index("_error") < field.index("<input")


def test_a_field_says_when_it_may_be_left_out_and_never_in_a_placeholder() -> None:
    form = Sample()
    assert "frivilligt" in form["note"].as_field_group()
    assert "frivilligt" not in form["giro"].as_field_group()
    assert "Skriv här" not in form["note"].as_field_group()


def test_a_box_stands_before_its_label_and_choices_under_a_heading() -> None:
    box, choices = (str(Sample()[name].as_field_group()) for name in ("sure", "kind"))
    assert box.index("<input") < box.index("<label")
    assert re.search(r"<fieldset[^>]*><legend>Slag</legend>", choices)


@pytest.mark.django_db
class TestList:
    @pytest.fixture
    def administrator(self, client_for: ClientFor) -> Client:
        return client_for("admin")

    def page(self, client: Client, **query: str) -> str:
        return client.get(reverse("recipients"), query).content.decode()

    def test_it_says_in_words_and_signs_how_it_is_sorted(self, administrator: Client) -> None:
        up, down = (self.page(administrator, sort=order) for order in ("name", "-name"))
        assert 'aria-sort="ascending"' in up
        assert 'aria-sort="descending"' in down
        assert up.count("aria-sort=") == 1

    def test_sorting_paging_and_saving_keep_the_filter(self, administrator: Client) -> None:
        html = self.page(administrator, kind="municipality", sort="name")
        links = re.findall(r'href="\?([^"]+)"', html)
        assert any("page=2" in link for link in links)
        assert any("_export=xlsx" in link for link in links)
        assert all("kind=municipality" in link for link in links)

    def test_the_first_cell_names_the_row(self, administrator: Client) -> None:
        html = self.page(administrator, kind="municipality")
        rows = len(re.findall(r'<th scope="row"', html))
        assert rows == min(50, Organisation.objects.filter(kind="municipality").count())

    def test_an_empty_list_says_how_to_see_more(self, administrator: Client) -> None:
        html = self.page(administrator, text="finns inte")
        assert 'class="empty"' in html
        assert "<tfoot" not in html
