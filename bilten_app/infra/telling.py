"""Rows of a person as plain values, for what they take with them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.kit.personal import Person

type Told = Mapping[str, Sequence[Mapping[str, Any]]]


async def told_rows(
    session: AsyncSession, asked: Mapping[str, str], person: Person, **values: Any
) -> Told:
    """Return name → rows of each statement, whose blanks are those of a `Person`."""
    found: dict[str, Sequence[Mapping[str, Any]]] = {}
    for name, statement in asked.items():
        named = text(statement)
        known = {**person.values, **values}
        used = {one: known[one] for one in named.compile().params}
        rows = (await session.execute(named, used)).mappings()
        found[name] = [dict(row) for row in rows]
    return found
