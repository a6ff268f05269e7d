"""Stage 1 on its pages: what is shown of a file, what is asked, and what it would do to the money."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from allocation.models import Dataset, Import, Indicator, SourceMapping
from allocation.selectors import method_of
from allocation.services.imports import read_upload
from overenskommelse.models import Agreement
from tests.allocation.uploads import COUNTIES, PASS, codes, command, counties, seal_of, staged, upload_of

ClientFor = Callable[[str], Client]


def test_the_sheet_is_shown_as_it_looked_with_what_was_read(client_for: ClientFor) -> None:
    client = client_for("admin")
    path = PASS / "folkmangd-kommuner-2025.xlsx"
    upload = staged(client, path.read_bytes(), name=path.name, reference_date="2025-11-01")
    page = client.get(reverse("import", args=[upload.pk]))
    preview = page.context["preview"]
    looks, first = preview.looks, preview.reading.rows[0]
    shown = {(row.number, cell.text): cell.kind for row in looks.rows for cell in row.cells}
    number = int(first.cell.lstrip("ABCDEFGHIJ"))
    assert shown[(number, str(first.value))] == "read"
    assert [row.left_out for row in looks.rows if row.left_out] == [
        looks.rows[-4].number - looks.rows[-5].number - 1
    ]
    assert looks.after == 0
    roles = {heading.letters: heading.role for heading in looks.headings if heading.role}
    assert roles == {preview.reading.key_column: "Kod", preview.reading.value_column: "Värde"}
    assert '<strong class="read">' in page.content.decode()


def test_what_is_wrong_is_marked_where_it_stands(client_for: ClientFor) -> None:
    client = client_for("admin")
    upload = staged(client, counties().replace(b"2391841", b"-1"))
    looks = client.get(reverse("import", args=[upload.pk])).context["preview"].looks
    wrong = {cell.text for row in looks.rows for cell in row.cells if cell.kind == "wrong"}
    assert wrong == {"-1"}


def test_columns_are_chosen_by_hand_and_remembered_for_the_source(client_for: ClientFor) -> None:
    client = client_for("admin")
    lines = [line.split(";") for line in counties().decode().splitlines()]
    rows = [f"{i};{value};{name};{code}" for i, (code, name, value) in enumerate(lines[1:], start=11)]
    content = "\n".join(["Nr;Värde;Län;Kod", *rows]).encode()
    upload = staged(client, content, source="Region X")
    url = reverse("import", args=[upload.pk])
    choices = {"sheet": "", "key_column": "D", "name_column": "C", "value_column": "B", "year": ""}
    client.post(url, choices)
    page = client.get(url)
    assert page.context["preview"].reading.rows[0][:3] == ("01", "Stockholms län", 2_391_841)
    client.post(reverse("import_confirm", args=[upload.pk]), {"seal": seal_of(page)})
    next_one = staged(client, content, source="Region X", reference_date="2021-11-01")
    assert (next_one.key_column, next_one.name_column, next_one.value_column) == ("D", "C", "Värde")
    other = staged(client, content, source="Region Y", reference_date="2021-11-01")
    assert other.key_column == ""


def test_a_remembered_way_that_does_not_fit_is_left(client_for: ClientFor) -> None:
    population = Indicator.objects.get(code="population")
    SourceMapping.objects.create(indicator=population, source="SCB", sheet="Blad9", key_column="Q")
    upload = staged(client_for("admin"), counties())
    assert (upload.sheet, upload.key_column) == ("", "")


def test_a_warning_wants_a_reason_that_is_kept(client_for: ClientFor) -> None:
    client = client_for("admin")
    upload = staged(client, counties().replace("Uppsala län".encode(), b"Upsala lan"))
    url, confirmation = (reverse(name, args=[upload.pk]) for name in ("import", "import_confirm"))
    page = client.get(url)
    assert list(page.context["reasons"].fields) == ["name_differs"]
    seal = {"seal": seal_of(page)}
    client.post(confirmation, seal | {"name_differs": " "})
    assert not Dataset.objects.exists()
    client.post(confirmation, seal | {"name_differs": "Stavfel i filen."})
    warning = Dataset.objects.get().warnings[0]
    assert (warning["code"], warning["reason"]) == ("name_differs", "Stavfel i filen.")
    assert "Stavfel i filen." in client.get(Dataset.objects.get().get_absolute_url()).content.decode()


def test_a_reason_that_was_given_is_there_when_another_is_missing(client_for: ClientFor) -> None:
    client = client_for("admin")
    command(COUNTIES)
    content = counties(changed=900_000).replace("Uppsala län".encode(), b"Upsala lan")
    upload = staged(client, content)
    url = reverse("import", args=[upload.pk])
    seal = seal_of(client.get(url))
    client.post(reverse("import_confirm", args=[upload.pk]), {"seal": seal, "jump": "Ny avgränsning."})
    form = client.get(url).context["reasons"]
    assert form["jump"].value() == "Ny avgränsning."
    assert list(form.errors) == ["name_differs"]


def test_a_jump_beyond_the_limit_of_the_indicator_is_told(client_for: ClientFor) -> None:
    command(COUNTIES)
    limit = Indicator.objects.get(code="population").jump_limit
    assert limit == 20
    value = read_upload(upload_of(COUNTIES, {})).reading.rows[0].value
    beyond = int(value) * limit // 100 + 1
    for changed, told in ((beyond - 1, []), (beyond, ["jump"]), (-beyond, ["jump"])):
        content = counties(changed=changed)
        assert codes(read_upload(upload_of(COUNTIES.with_suffix(".csv"), {}, content))) == told
    Indicator.objects.update(jump_limit=None)
    assert codes(read_upload(upload_of(COUNTIES.with_suffix(".csv"), {}, content))) == []


def test_the_effect_in_kronor_is_shown_before_anything_is_stored(
    client_for: ClientFor, statistics: dict[str, Dataset], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_for("admin")
    upload = staged(client, counties(changed=1000))
    url = reverse("import_difference", args=[upload.pk])
    with django_assert_num_queries(22):
        page = client.get(url)
    effects = page.context["effects"]
    assert effects.counts
    by_line: dict[str, int] = {}
    for row in effects.rows:
        by_line[row.line] = by_line.get(row.line, 0) + row.difference
    assert set(by_line.values()) == {0}
    stockholm = [row.difference for row in effects.rows if row.code in ("R01", "RSS01")]
    assert stockholm
    assert min(stockholm) > 0
    assert {line.name for line in effects.lines} == set(by_line)
    assert all(line.before == line.after and line.recipients and line.moved for line in effects.lines)
    text = page.content.decode()
    assert "Region Stockholm" in text
    assert "väntar på" not in text
    assert Dataset.objects.count() == 2


def test_the_first_figures_give_amounts_to_lines_that_waited(
    client_for: ClientFor, agreement: Agreement
) -> None:
    client = client_for("admin")
    page = client.get(reverse("import_difference", args=[staged(client, counties()).pk]))
    lines = {line.name: line for line in page.context["effects"].lines}
    methods = {line.name: method_of(line.applied_method) for line in agreement.lines.all()}
    assert list(lines) == [name for name, method in methods.items() if "population" in method.indicators]
    paid = [line for line in lines.values() if line.after]
    assert {(line.before, line.recipients, line.moved) for line in paid} == {(None, 21, None)}
    assert sum(line.after for line in paid) == sum(row.after for row in page.context["effects"].rows)
    text = page.content.decode()
    assert text.count("väntar på underlag") == len(lines)
    assert text.count(">väntar på annat underlag") == len(lines) - len(paid) > 0


def test_figures_of_another_day_have_no_effect_and_the_page_says_so(
    client_for: ClientFor, statistics: dict[str, Dataset]
) -> None:
    client = client_for("admin")
    upload = staged(client, counties(changed=5), reference_date="2020-12-31")
    page = client.get(reverse("import_difference", args=[upload.pk]))
    assert not page.context["effects"].counts
    assert "2020-12-31" in page.content.decode()


def test_a_file_with_errors_has_no_effect_yet(client_for: ClientFor) -> None:
    client = client_for("admin")
    upload = staged(client, counties().replace(b"2391841", b"-1"))
    page = client.get(reverse("import_difference", args=[upload.pk]))
    assert page.context["table"].paginator.count == 0


def test_a_column_of_a_year_is_not_remembered(client_for: ClientFor) -> None:
    client = client_for("admin")
    upload = staged(client, counties(heading="Befolkning 2020"))
    client.post(reverse("import", args=[upload.pk]), {"value_column": "C"})
    page = client.get(reverse("import", args=[upload.pk]))
    client.post(reverse("import_confirm", args=[upload.pk]), {"seal": seal_of(page)})
    assert not SourceMapping.objects.exists()


def test_a_count_that_the_source_leaves_out_is_decided(client_for: ClientFor) -> None:
    client = client_for("admin")
    upload = staged(client, counties().replace(b"2391841", b"X").replace(b"249649", b".."))
    url, decide = (reverse(name, args=[upload.pk]) for name in ("import", "import_decide"))
    page = client.get(url)
    cells = [problem.cell for problem in page.context["preview"].suppressed]
    form = page.context["decisions"]
    assert list(form.fields) == [*cells, "reason"]
    assert form[cells[0]].label == "Stockholms län, cell C2 (i filen: X)"
    section = page.content.decode().split('name="C2"')[0].rpartition('<div class="field')[2]
    assert "frivilligt" not in section
    client.post(decide, {cells[0]: "7", "reason": ""})
    assert Import.objects.get().decisions == {}
    client.post(decide, {cells[0]: "7", "reason": "Enligt källan."})
    preview = client.get(url).context["preview"]
    assert [problem.cell for problem in preview.suppressed] == cells[1:]
    assert preview.reading.rows[0].value == 7
    client.post(decide, {cells[-1]: "0", "reason": "Färre än fem."})
    page = client.get(url)
    client.post(reverse("import_confirm", args=[upload.pk]), {"seal": seal_of(page)})
    told = [it for it in Dataset.objects.get().warnings if it["code"] == "decided"]
    assert ["Enligt källan." in told[0]["remedy"], "Färre än fem." in told[-1]["remedy"]] == [True, True]


def test_decisions_can_be_taken_back(client_for: ClientFor) -> None:
    client = client_for("admin")
    upload = staged(client, counties().replace(b"2391841", b"X"))
    decide = reverse("import_decide", args=[upload.pk])
    client.post(decide, {"C2": "7", "reason": "Enligt källan."})
    assert codes(read_upload(Import.objects.get())) == ["decided"]
    page = client.get(reverse("import", args=[upload.pk]))
    assert page.context["preview"].decisions == [("Stockholms län, C2", "7", "Enligt källan.")]
    client.post(decide, {"clear": "yes"})
    assert codes(read_upload(Import.objects.get())) == ["suppressed"]
