"""One table of all measurements at the end; a missed bar fails its measurement, so the run exits 1."""

from collections.abc import Callable

import pytest

from tests.bench.measure import Row

HEADINGS = ("", "ours", "baseline", "ratio", "at most", "bar")
ROWS = pytest.StashKey[list[Row]]()


@pytest.fixture
def show(request: pytest.FixtureRequest) -> Callable[[Row], None]:
    """Put a row into the table; fail if its bar is missed."""

    def shown(row: Row) -> None:
        request.config.stash.setdefault(ROWS, []).append(row)
        if not row.is_met:
            pytest.fail(f"{row.name}: {row.ratio:.2f}, more than {row.bar:g}", pytrace=False)

    return shown


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    rows = config.stash.get(ROWS, [])
    if not rows:
        return
    terminalreporter.section("benchmarks")
    table = [HEADINGS, *(row.cells for row in sorted(rows, key=lambda row: row.name))]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for name, *others in table:
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        terminalreporter.write_line("  ".join([name.ljust(widths[0]), *cells]).rstrip())
