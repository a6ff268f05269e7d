"""Small by habit: files, functions and the README."""

import ast

from tests.contracts.sources import ROOT, python

FILE_LINES, FUNCTION_LINES, README_LINES = 300, 30, 120

# "path::function": why it is longer than the rest may be.
LONG_FUNCTIONS: dict[str, str] = {}


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function, its docstring not counted."""
    docstring = ast.get_docstring(function, clean=False)
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    return lines - (len(docstring.splitlines()) if docstring else 0)


def long_functions() -> dict[str, int]:
    """Functions over the limit, with their length."""
    return {
        f"{path}::{node.name}": length(node)
        for path, text in python()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length(node) > FUNCTION_LINES
    }


def test_no_file_is_long() -> None:
    long = {str(path): len(text.splitlines()) for path, text in python()}
    assert {path: lines for path, lines in long.items() if lines > FILE_LINES} == {}


def test_a_long_function_has_a_reason() -> None:
    found = long_functions()
    assert {name: lines for name, lines in found.items() if name not in LONG_FUNCTIONS} == {}
    assert set(LONG_FUNCTIONS) - set(found) == set()


def test_the_readme_is_read_in_a_few_minutes() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) < README_LINES
