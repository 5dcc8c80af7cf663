"""A ticket's page in words, with its code."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventState, EventView
from bilten_app.domains.market import queries as market
from bilten_app.domains.seating.public import seat_words
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets.public import TicketState, TicketView
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.ids import shown_code
from bilten_app.kit.twins import is_test
from bilten_app.web.parts.qr import Code, proof_code, rotating_code
from bilten_app.web.public.purchase import Occasion, occasion_of
from bilten_app.web.public.resale.view import may_be_sold


class Standing(StrEnum):
    """Whether the ticket opens a door."""

    good = "good"
    void = "void"
    waits = "waits"
    for_sale = "for_sale"
    called_off = "called_off"
    over = "over"


@dataclass(frozen=True, slots=True)
class TicketPage:
    """The ticket's page in a language; a ticket that opens no door has no code."""

    standing: str = ""
    type_name: str = ""
    seat: str = ""
    holder: str = ""
    spoken: str = ""
    occasion: Occasion = field(default_factory=Occasion)
    code: Code = field(default_factory=Code)
    is_rotating: bool = False
    is_test: bool = False
    reason: str = ""
    pdf_href: str = ""
    calendar_href: str = ""
    sell_href: str = ""


async def load(rt: Runtime, code: str, secret: str, locale: str) -> TicketPage:
    """Return the ticket of a link, or raise NotFound."""
    async with rt.read() as session:
        ticket = await tickets.by_link(session, rt.vault, code=code, secret=secret)
        event = await events.by_id(session, ticket.event_id)
        terms = await market.terms_of(session, ticket.event_id, ticket.ticket_type_id)
        standing = standing_of(ticket, event, rt.clock.now())
        drawn = Code()
        if standing is Standing.good and ticket.rotating:
            key = await tickets.rotation_secret(session, rt.vault, ticket)
            drawn = rotating_code(ticket.proof, key)
        elif standing is Standing.good:
            drawn = proof_code(tickets.proof_text(ticket))
    here = f"/tickets/{ticket.code}/{secret}"
    return TicketPage(
        standing=standing.value,
        type_name=ticket.type_name,
        seat=seat_words(ticket.seat, locale) if ticket.seat else "",
        holder=ticket.holder_name,
        spoken=shown_code(ticket.code),
        occasion=occasion_of(event, locale),
        code=drawn,
        is_rotating=ticket.rotating,
        is_test=is_test(event.organizer_id),
        reason=event.cancel_reason if standing is Standing.called_off else "",
        pdf_href="" if ticket.rotating else f"{here}/ticket.pdf",
        calendar_href=f"{here}/event.ics",
        sell_href=f"{here}/sell" if may_be_sold(ticket, terms) else "",
    )


def standing_of(ticket: TicketView, event: EventView, now: datetime) -> Standing:
    """Return whether the ticket opens a door; a called-off event explains a void ticket best."""
    if event.state is EventState.cancelled:
        return Standing.called_off
    if ticket.state is TicketState.void:
        return Standing.void
    if ticket.state is TicketState.frozen:
        return Standing.waits
    if ticket.state is TicketState.listed:
        return Standing.for_sale
    return Standing.over if event.ends_at <= now else Standing.good
