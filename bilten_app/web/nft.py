"""What wallets and marketplaces show of tokens: the metadata that contracts name.

Anybody may read it, so it tells of the event and of the kind of ticket, and never who holds it.
"""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventView
from bilten_app.domains.onchain import queries as onchain
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets.public import TicketView, ticket_words
from bilten_app.kit.errors import BiltenError, NotFound
from bilten_app.web import door

COVER_WIDTH = 1200
# Wallets keep it; what an organizer changes is seen an hour later at most.
KEPT = {"Cache-Control": "public, max-age=3600", "Access-Control-Allow-Origin": "*"}

router = APIRouter(include_in_schema=False)


@router.get("/nft/{event_id}/contract")
async def collection(event_id: UUID) -> Response:
    """Return what an event's collection is called, and how it looks (ERC-7572)."""
    return await _answer(event_id, None)


@router.get("/nft/{event_id}/{token_id}")
async def token(event_id: UUID, token_id: int) -> Response:
    """Return what a token is for (ERC-721); one that is not there, and never was, is not found."""
    return await _answer(event_id, token_id)


async def _answer(event_id: UUID, token_id: int | None) -> Response:
    rt = door.runtime()
    try:
        async with rt.read() as session:
            if await onchain.collection(session, event_id) is None:
                raise NotFound
            event = await events.by_id(session, event_id)
            told = _of_event(rt.settings.origin, event)
            if token_id is not None:
                found = await onchain.token(session, event_id, token_id)
                told |= _of_token(event, await tickets.by_id(session, found.ticket_id), token_id)
    except BiltenError as refusal:
        return Response(refusal.code, refusal.status, media_type="text/plain")
    return JSONResponse(told, headers=KEPT)


def _of_event(origin: str, event: EventView) -> dict[str, Any]:
    address = f"{origin}/e/{event.slug}"
    told = {
        "name": event.title, "description": event.summary,
        "external_url": address, "external_link": address,
    }  # fmt: skip
    return told | ({"image": origin + event.cover.url(COVER_WIDTH)} if event.cover else {})


def _of_token(event: EventView, ticket: TicketView, token_id: int) -> dict[str, Any]:
    attributes: list[dict[str, Any]] = [
        {"trait_type": "Ticket", "value": ticket_words(ticket, event.language)},
        {"trait_type": "Date", "display_type": "date", "value": int(event.starts_at.timestamp())},
    ]
    if event.venue:
        attributes.append({"trait_type": "Place", "value": event.venue.name})
    return {
        "name": f"{event.title} #{onchain.index_of(token_id)}",
        "attributes": attributes,
    }
