"""Seat plans as the browser draws them, and which of their seats can be had."""

from base64 import b64encode
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bilten_app.domains.inventory.public import TicketTypeView
from bilten_app.domains.seating.public import Seat, Spot

ACCESSIBLE, BLOCKED = 1, 2


def pools_of(types: Sequence[TicketTypeView]) -> list[UUID]:
    """Return the pools of ticket types, in their order: so categories get their signs."""
    return list(dict.fromkeys(pool for one in types for pool in one.pools))


def geometry_of(
    version: int, stage: str, seats: Sequence[Spot] | Sequence[Seat], pools: Sequence[UUID]
) -> dict[str, Any]:
    """Return what a plan's drawing needs: it stays the same while its version does.

    A seat is known by its place in the list; `pools` say in which order categories get their signs.
    """
    sections: dict[tuple[str, bool], int] = {}
    signs = {pool: sign for sign, pool in enumerate(pools)}
    rows = [
        [
            seat.x,
            seat.y,
            sections.setdefault((seat.name.section, seat.name.at_table), len(sections)),
            seat.name.row,
            seat.name.number,
            signs.get(seat.pool_id, 0) if seat.pool_id else 0,
            _flags(seat),
        ]
        for seat in seats
    ]
    return {
        "version": version,
        "stage": stage,
        "sections": [[name, at_table] for name, at_table in sections],
        "pools": [str(pool) for pool in pools],
        "seats": rows,
    }


def free_words(version: int, bits: bytes) -> str:
    """Return which seats can be had as the plan reads it: a version, and a bit for each seat."""
    return f"{version}:{b64encode(bits).decode()}"


def _flags(seat: Spot | Seat) -> int:
    is_blocked = isinstance(seat, Spot) and seat.is_blocked
    return ACCESSIBLE * seat.is_accessible + BLOCKED * is_blocked
