"""The room in front of a sale: take a place, look where one stands, check the draw.

A place is bound to the visitor cookie. Ask as often as `Retry-After` says: while you wait, the
answer costs next to nothing, and an answer that has not changed is 304.
"""

import secrets
from collections import OrderedDict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import BaseModel, Field

from bilten_app.api.deps import Called, Caller, Person, Rt, paced
from bilten_app.api.shapes import In, Slug, tagged
from bilten_app.api.worlds import require_world
from bilten_app.domains.discovery import queries as discovery
from bilten_app.domains.waiting import queries, service
from bilten_app.domains.waiting.public import Draw, Place, TurnState, VisitorUnknown
from bilten_app.ports.bots import Puzzle

REMEMBERED = 2_000
DRAW_AGE_S = 1
JOINS_EACH, JOINS_ADDRESS = 10, 3_000
NONCE_BYTES = 16

router = APIRouter(prefix="/waiting-rooms/{slug}", tags=["Waiting"])
join_pace = Depends(paced("waiting-room", each=JOINS_EACH, address=JOINS_ADDRESS))


class PuzzleOut(BaseModel):
    """What a browser does before it takes a place.

    `work`: find an `answer`, a number, so that SHA-256 of `{challenge}:{answer}` begins with
    `difficulty` zero bits. `captcha`: solve the provider's. `none`: nothing.
    """

    kind: str = Field(examples=["work"])
    challenge: str
    difficulty: int = Field(examples=[16])

    @classmethod
    def of(cls, puzzle: Puzzle) -> "PuzzleOut":
        """Return the shape of a puzzle."""
        return cls(kind=puzzle.kind, challenge=puzzle.challenge, difficulty=puzzle.difficulty)


class JoinIn(In):
    """A wish for a place; `nonce` is the caller's own random part of the id that is drawn."""

    nonce: str = Field(default="", max_length=64, pattern=r"^[\x21-\x7e]*$")
    challenge: str = Field(default="", max_length=200)
    answer: str = Field(default="", max_length=4096)


class PlaceOut(BaseModel):
    """Where a visitor stands. Before the draw there is no number; `position` 1 is next.

    `place` is signed: send it back as `Bilten-Place`. `minutes` is an estimate. `until` is when
    the present state ends: the opening, or the time to begin a checkout.
    """

    turn_id: UUID
    state: TurnState
    number: int | None
    position: int | None
    minutes: int | None
    opens_at: datetime
    until: datetime | None
    retry_after_s: int
    place: str

    @classmethod
    def of(cls, place: Place) -> "PlaceOut":
        """Return the shape of a place."""
        return cls(
            turn_id=place.turn_id,
            state=place.state,
            number=place.number,
            position=place.position,
            minutes=place.minutes,
            opens_at=place.opens_at,
            until=place.until,
            retry_after_s=place.retry_after_s,
            place=place.signed,
        )


class DrawOut(BaseModel):
    """The draw, for anybody to check: SHA-256(seed) is `seed_hash`, which was told before.

    `order` lists the turns that came before the opening, by HMAC-SHA256(seed, the 16 bytes of the
    turn's id). Before the draw, seed and order are missing.
    """

    opens_at: datetime
    seed_hash: str = Field(description="SHA-256 of the seed, in hexadecimal.")
    drawn_at: datetime | None
    seed: str | None = Field(description="32 bytes in hexadecimal.")
    order: list[UUID]

    @classmethod
    def of(cls, draw: Draw) -> "DrawOut":
        """Return the shape of a draw."""
        return cls(
            opens_at=draw.opens_at,
            seed_hash=draw.seed_hash,
            drawn_at=draw.drawn_at,
            seed=draw.seed,
            order=list(draw.order),
        )


async def event_of(request: Request, rt: Rt, called: Called, slug: Slug) -> UUID:
    """Return the event of an address, or raise NotFound. What is known asks nobody again."""
    known: OrderedDict[str, tuple[UUID, UUID]] = request.app.state.event_ids
    if slug not in known:
        async with rt.read() as session:
            page = await discovery.event_page(session, slug)
        known[slug] = page.id, page.organizer_id
        if len(known) > REMEMBERED:
            known.popitem(last=False)
    event_id, organizer_id = known[slug]
    require_world(called, organizer_id)
    return event_id


EventOf = Annotated[UUID, Depends(event_of)]
SignedPlace = Annotated[
    str, Header(alias="Bilten-Place", max_length=200, description="The signed place.")
]


@router.get("/puzzle", summary="What to do before joining", dependencies=[Depends(event_of)])
async def read_puzzle(rt: Rt, called: Called) -> PuzzleOut:
    """Return a puzzle for this visitor; its answer is good for half an hour."""
    return PuzzleOut.of(rt.gateways.bots.puzzle(_visitor(called)))


@router.post("/place", status_code=201, summary="Join the room", dependencies=[join_pace])
async def join_room(rt: Rt, person: Person, event_id: EventOf, wanted: JoinIn) -> PlaceOut:
    """Take a place; asked again, this visitor has the same one."""
    nonce = wanted.nonce.encode() or secrets.token_bytes(NONCE_BYTES)
    place = await service.join(
        rt,
        person,
        event_id=event_id,
        nonce=nonce,
        challenge=wanted.challenge,
        answer=wanted.answer,
    )
    return PlaceOut.of(place)


@router.get("/place", summary="Where I stand", response_model=PlaceOut)
async def read_place(
    request: Request, rt: Rt, called: Called, event_id: EventOf, signed: SignedPlace = ""
) -> Response:
    """Return this visitor's place, with its tag and when to ask again."""
    place = await service.place(rt, called.actor, event_id=event_id, signed=signed)
    answer = tagged(request, PlaceOut.of(place), max_age_s=None)
    answer.headers["Retry-After"] = str(place.retry_after_s)
    return answer


@router.get("/draw", summary="The draw, to check", response_model=DrawOut)
async def read_draw(request: Request, rt: Rt, event_id: EventOf) -> Response:
    """Return the hash of the seed, and after the opening the seed and the order it made."""
    async with rt.read() as session:
        draw = await queries.draw(session, event_id)
    return tagged(request, DrawOut.of(draw), max_age_s=DRAW_AGE_S)


def _visitor(called: Caller) -> str:
    if called.actor.visitor is None:
        raise VisitorUnknown
    return called.actor.visitor
