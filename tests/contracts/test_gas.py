"""What operations cost is what the table says, and no more than what was aimed at."""

import re

import pytest

from bilten_app.infra.embedded.anvil import CONTRACTS
from tests.contracts.gas import OPERATIONS, measured
from tests.contracts.world import World

_ROW = re.compile(r"^\| (?P<name>[^|]+?) \| (?P<gas>[\d,]+) \| (?P<mark>[\d,]*) \|$", re.MULTILINE)
NEAR = 0.02
A_THOUSANDTH = 0.001


def number(text: str) -> int:
    return int(text.replace(",", ""))


TABLE = {
    row["name"]: (number(row["gas"]), number(row["mark"] or "0"))
    for row in _ROW.finditer((CONTRACTS / "README.md").read_text(encoding="utf-8"))
}


@pytest.fixture(scope="module")
def costs(deployed: World) -> dict[str, int]:
    return measured(deployed)


def test_the_table_names_every_operation() -> None:
    assert list(TABLE) == list(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_costs_what_the_table_says(costs: dict[str, int], name: str) -> None:
    said, mark = TABLE[name]

    assert abs(costs[name] - said) <= said * NEAR
    assert not mark or said <= mark * (1 + A_THOUSANDTH)
