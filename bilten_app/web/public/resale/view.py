"""A ticket that may be sold on, or is, in words."""

from dataclasses import dataclass, field, replace

from bilten_app.domains.events import queries as events
from bilten_app.domains.events.public import EventView
from bilten_app.domains.market import queries as market
from bilten_app.domains.market.public import Bounds, Split, Terms
from bilten_app.domains.orders import service as orders
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets.public import TicketState, TicketView, ticket_words
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import BiltenError
from bilten_app.kit.money import Money
from bilten_app.kit.text import moment, msgid, number, price, say, zone_name
from bilten_app.web.amounts import write_amount
from bilten_app.web.public.purchase import Occasion, occasion_of

BETWEEN = msgid("Between {least} and {most}. The ticket first cost {face}.")
UNTIL = msgid("You can sell it here until {when}.")
ROYALTY = msgid("Royalty of {organizer}, {share} %")
FEE = msgid("Fee of Bilten, {share} %")


@dataclass(frozen=True, slots=True)
class Parts:
    """Where a price goes, to the cent."""

    price: str = ""
    royalty_words: str = ""
    royalty: str = ""
    fee_words: str = ""
    fee: str = ""
    proceeds: str = ""


@dataclass(frozen=True, slots=True)
class SellPage:
    """The page on which somebody sells a ticket; `obstacle` says why they cannot."""

    occasion: Occasion = field(default_factory=Occasion)
    ticket: str = ""
    organizer: str = ""
    currency: str = ""
    is_listed: bool = False
    is_held: bool = False
    amount: str = ""
    bounds: str = ""
    until: str = ""
    obstacle: str = ""
    back: str = ""
    parts: Parts = field(default_factory=Parts)


async def find(rt: Runtime, code: str, secret: str) -> TicketView:
    """Return the ticket of a link, or raise NotFound."""
    async with rt.read() as session:
        return await tickets.by_link(session, rt.vault, code=code, secret=secret)


async def load(rt: Runtime, actor: Actor, code: str, secret: str, locale: str) -> SellPage:
    """Return the page of a link, or raise NotFound."""
    ticket = await find(rt, code, secret)
    async with rt.read() as session:
        event = await events.by_id(session, ticket.event_id)
        listed = await market.open_of_ticket(session, ticket.id, now=rt.clock.now())
        terms = await market.terms_of(session, ticket.event_id, ticket.ticket_type_id)
        seller = (await organizers.by_id(session, event.organizer_id)).name
    page = SellPage(
        occasion=occasion_of(event, locale),
        ticket=ticket_words(ticket, locale),
        organizer=seller,
        currency=event.currency,
        back=f"/tickets/{code}/{secret}",
    )
    if listed is not None:
        return replace(
            page,
            is_listed=True,
            is_held=listed.is_held,
            amount=write_amount(listed.split.price.minor, event.currency),
            parts=parts_of(rt, terms, listed.split, seller, locale),
        )
    try:
        async with rt.unit_of_work(actor) as uow:
            terms, bounds = await orders.may_list(uow, ticket)
    except BiltenError as refused:
        return replace(page, obstacle=say(refused.text, locale, **refused.fields))
    split = market.split_of(terms, bounds.most_of_face, rt.settings.resale_fee)
    return replace(
        page,
        amount=write_amount(split.price.minor, event.currency),
        bounds=bounds_words(bounds, locale),
        until=_until(bounds, event, locale),
        parts=parts_of(rt, terms, split, seller, locale),
    )


async def preview(rt: Runtime, ticket: TicketView, minor: int, locale: str) -> Parts:
    """Return where a price would go."""
    async with rt.read() as session:
        event = await events.by_id(session, ticket.event_id)
        terms = await market.terms_of(session, ticket.event_id, ticket.ticket_type_id)
        seller = (await organizers.by_id(session, event.organizer_id)).name
    split = market.split_of(terms, Money(minor, event.currency), rt.settings.resale_fee)
    return parts_of(rt, terms, split, seller, locale)


def parts_of(rt: Runtime, terms: Terms, split: Split, seller: str, locale: str) -> Parts:
    """Return a split in words."""
    royalty = number(terms.royalty_basis_points // 100, locale)
    return Parts(
        price=price(split.price, locale),
        royalty_words=say(ROYALTY, locale, organizer=seller, share=royalty),
        royalty=price(split.royalty, locale),
        fee_words=say(FEE, locale, share=number(rt.settings.resale_fee // 100, locale)),
        fee=price(split.fee, locale),
        proceeds=price(split.proceeds, locale),
    )


def bounds_words(bounds: Bounds, locale: str) -> str:
    """Return between which prices a ticket may be listed."""
    return say(
        BETWEEN, locale, least=price(bounds.least, locale), most=price(bounds.most, locale),
        face=price(bounds.face, locale),
    )  # fmt: skip


def may_be_sold(ticket: TicketView, terms: Terms) -> bool:
    """Whether a ticket's page offers to sell it: the sale itself looks closer."""
    return terms.is_on and ticket.state in {TicketState.valid, TicketState.listed}


def _until(bounds: Bounds, event: EventView, locale: str) -> str:
    zone = event.time_zone
    when = f"{moment(bounds.until, zone, locale)} {zone_name(bounds.until, zone)}"
    return say(UNTIL, locale, when=when)
