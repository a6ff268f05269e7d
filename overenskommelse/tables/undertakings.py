"""The matrix of undertakings as a file."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import Column, Table

from overenskommelse.selectors.undertakings import Matrix, MatrixRow


class UndertakingFile(Table):
    """One undertaking a row, one state agreement or area a column."""

    document = Column(verbose_name=gettext_lazy("Own agreement"))
    name = Column(verbose_name=gettext_lazy("Undertaking"))
    text = Column(verbose_name=gettext_lazy("Text"))
    measures = Column(verbose_name=gettext_lazy("Measures"))

    class Meta:
        sequence = ("document", "name", "text", "...", "measures")


def matrix_file(matrix: Matrix, rows: Iterable[MatrixRow]) -> Table:
    """The rows with a column for each of the matrix's."""
    columns = [(column.key, Column(verbose_name=str(column))) for column in matrix.columns]
    return UndertakingFile([_cells(row) for row in rows], extra_columns=columns)


def _cells(row: MatrixRow) -> dict[str, Any]:
    marks = {cell.column.key: _("yes") if cell.is_marked else "" for cell in row.cells}
    undertaking = row.undertaking
    said = {"document": undertaking.document, "name": undertaking.name, "text": undertaking.text}
    return {**said, **marks, "measures": "; ".join(map(str, row.measures))}
