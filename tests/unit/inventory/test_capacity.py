"""How many tickets there can be, where types share places."""

from uuid import UUID

import pytest

from bilten_app.domains.inventory.rules import most_tickets

A, B, C = (UUID(int=n) for n in range(1, 4))


def pool(places: int, *types: UUID) -> tuple[frozenset[UUID], int]:
    return frozenset(types), places


@pytest.mark.parametrize(
    ("pools", "most"),
    [
        ([], 0),
        ([pool(100, A)], 100),
        ([pool(100, A), pool(50, B)], 150),  # each has its own
        ([pool(80, A, B)], 80),  # both share
        ([pool(50, A), pool(60, B), pool(80, A, B)], 80),  # the hall is smaller than its parts
        ([pool(50, A), pool(20, B), pool(80, A, B)], 70),  # the parts are smaller than the hall
        ([pool(50, A), pool(80, A, B)], 80),  # B has all that A leaves
        ([pool(50, A), pool(30, A)], 30),  # a ticket of A needs a place of each
        ([pool(80, A, B), pool(90, A, B, C), pool(20, C)], 90),  # one within the other
        ([pool(40, A, B), pool(30, B, C)], 70),  # crossing: at most all of them
    ],
)
def test_a_ticket_counts_once_however_many_pools_it_takes(
    pools: list[tuple[frozenset[UUID], int]], most: int
) -> None:
    assert most_tickets(pools) == most
