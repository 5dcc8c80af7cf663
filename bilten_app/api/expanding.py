"""What an answer brings along when it is asked to: `expand=event,tickets` saves round trips.

Each thing is shown as its own route would show it to this very caller. What that route would refuse
is null here, and so is what nobody asked for.
"""

from collections.abc import Awaitable, Callable, Collection
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Depends, Query

from bilten_app.kit.errors import Invalid
from bilten_app.kit.text import msgid

LONGEST = 100
NO_SUCH_RELATION = msgid("This answer cannot bring that along.")


class UnknownRelation(Invalid):
    """`expand` names what the answer cannot bring along."""

    code = "unknown_relation"
    text = msgid("`expand` names what this answer cannot bring along. It can bring: {known}.")


class Relation(StrEnum):
    """What may come along."""

    event = "event"
    tickets = "tickets"
    ticket_type = "ticket_type"


type Wanted = Collection[Relation]


def expands(*known: Relation) -> Any:
    """Return the dependency of a route that can bring these along."""
    named = ", ".join(f"`{one.value}`" for one in known)
    about = f"What comes along in `expanded`, of {named}; separated by commas."
    asked = Annotated[str, Query(max_length=LONGEST, description=about, examples=[known[0].value])]

    async def wanted(expand: asked = "") -> Wanted:  # pyright: ignore[reportInvalidTypeForm]
        return read_relations(expand, known)

    asks: Callable[..., Awaitable[Wanted]] = wanted
    return Depends(asks)


def read_relations(typed: str, known: Collection[Relation]) -> Wanted:
    """Read `event,tickets`; raise UnknownRelation for what is not among these."""
    names = {name.strip() for name in typed.split(",") if name.strip()}
    if not names <= set(known):
        told = ", ".join(one.value for one in known)
        raise UnknownRelation({"expand": NO_SUCH_RELATION}, known=told)
    return frozenset(Relation(name) for name in names)
