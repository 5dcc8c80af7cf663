"""No spreadsheet takes what a guest typed for a formula."""

import csv
import io

import pytest

from bilten_app.domains.reporting.exports.tables import line


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+49 30",
        "-2",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "  =1",
        "\t=1",
        "\N{FULLWIDTH EQUALS SIGN}1",
        "\N{FULLWIDTH COMMERCIAL AT}SUM(A1)",
        "\N{FULLWIDTH PLUS SIGN}1",
        "\N{FULLWIDTH HYPHEN-MINUS}1",
        "\n=1",
    ],
)
def test_what_looks_like_a_formula_is_text(cell: str) -> None:
    (read,) = next(csv.reader(io.StringIO(line([cell]), newline="")))

    assert read == f"'{cell}"


@pytest.mark.parametrize("cell", ["Ada Berg", "a,b", 'say "hi"', "two\nlines", "", "x=1", "محمد"])
def test_everything_else_arrives_as_it_was(cell: str) -> None:
    (read,) = next(csv.reader(line([cell]).splitlines(keepends=True)))

    assert read == cell
