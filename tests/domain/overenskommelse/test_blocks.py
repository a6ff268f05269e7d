"""Pasted cells: as spreadsheet programs and Word write them, quotation marks and line breaks and all."""

from hypothesis import given
from hypothesis import strategies as st

from overenskommelse.domain.blocks import read_block, write_block

cells = st.text(st.sampled_from('ab "\t\n;å=+'), max_size=8)


def test_as_a_spreadsheet_program_writes_them() -> None:
    text = 'Åtgärd\tAnsvarig\r\n"Rad ett\nrad ""två"""\tRegion Uppsala\r\n"citat" i början\t\r\n\r\n'
    assert read_block(text) == [
        ["Åtgärd", "Ansvarig"],
        ['Rad ett\nrad "två"', "Region Uppsala"],
        ['"citat" i början', ""],
    ]


def test_one_column_is_a_row_a_line() -> None:
    assert read_block("ett\n\ntvå\n") == [["ett"], [""], ["två"]]
    assert read_block(" \n\t\n") == []


def test_a_quotation_mark_that_never_ends_is_text() -> None:
    assert read_block('"halvt\tannat\nnästa') == [['"halvt', "annat"], ["nästa"]]


@given(st.lists(st.lists(cells, min_size=2, max_size=2), max_size=4))
def test_what_was_written_is_read_back(rows: list[list[str]]) -> None:
    # A cell that itself looks like a quoted one cannot be told from it, in any spreadsheet program.
    plain = [[cell.replace('"', "”") for cell in row] for row in rows]
    while plain and not any(cell.strip() for cell in plain[-1]):
        plain.pop()
    assert read_block(write_block(plain)) == plain


@given(st.text(st.sampled_from('ab"\t\n\r'), max_size=40))
def test_any_text_is_read(text: str) -> None:
    assert all(isinstance(cell, str) for row in read_block(text) for cell in row)
