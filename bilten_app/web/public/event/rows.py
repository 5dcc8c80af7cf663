"""The rows of the ticket picker: what can be bought, at which price, in the looker's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bilten_app.domains.discovery import queries as discovery
from bilten_app.domains.discovery.public import EventPage
from bilten_app.domains.inventory import queries as inventory
from bilten_app.domains.inventory.public import Kind, SaleState, TicketTypeView
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import NOTHING_ASKED, Ask, CodeRefusal
from bilten_app.domains.pricing.service import PriceTag
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.money import Money
from bilten_app.kit.text import moment, msgid, price, say
from bilten_app.web.abroad import about
from bilten_app.web.public.event import offers
from bilten_app.web.public.event.amounts import Chosen, chosen_of
from bilten_app.web.public.event.tags import PriceNote, Teller, items_of

SALE_WORDS: dict[SaleState, str] = {
    SaleState.on_sale: "",
    SaleState.sold_out: msgid("Sold out"),
    SaleState.not_yet: msgid("On sale from {when}"),
    SaleState.over: msgid("The sale is over"),
    SaleState.paused: msgid("The sale is paused"),
}


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One line of the ticket picker; words and prices are ready to show.

    `about` is the price in the currency the visitor thinks in. A row that `is_hidden` is seen with
    a code only: what is `left` of it is not pushed to everybody. `hosts` says of an
    add-on how many of it one piece of each type allows. One with a `pool` has seats, drawn in its
    `tone`. What is `chosen` is what its buyer may choose to pay; its price is the least then.
    """

    id: str
    name: str
    note: str
    price: str
    about: str
    fee: str
    each_minor: int
    list_minor: int
    most: int
    closed: str
    is_hidden: bool
    left: int
    inside: str = ""
    goes_with: str = ""
    limit: str = ""
    is_addon: bool = False
    has_list: bool = True
    hosts: dict[str, int] = field(default_factory=dict[str, int])
    note_of_price: PriceNote = field(default_factory=PriceNote)
    pool: str = ""
    tone: int = 0
    chosen: Chosen = field(default_factory=Chosen)


@dataclass(frozen=True, slots=True)
class Offered:
    """An event with what somebody may buy; `refused` says why their code changes nothing alone."""

    event: EventPage
    types: Sequence[TicketTypeView]
    rows: list[TicketRow]
    refused: CodeRefusal | None

    @property
    def opened(self) -> bool:
        """Whether a code shows what nobody else sees."""
        return any(row.is_hidden for row in self.rows)


async def offered(
    rt: Runtime, slug: str, locale: str, *, ask: Ask = NOTHING_ASKED, currency: str = ""
) -> Offered:
    """Return what is offered to somebody who brings this, or raise NotFound."""
    now = rt.clock.now()
    async with rt.read() as session:
        event = await discovery.event_page(session, slug)
        known = await inventory.ticket_types(session, event.id, at=now, with_hidden=bool(ask.codes))
        found = await pricing.price_tags(
            session, event_id=event.id, items=items_of(known), at=now, ask=ask
        )
    types = offers.in_order([one for one in known if one.id in found.tags])
    return Offered(
        event=event,
        types=types,
        rows=[
            replace(
                await _row(rt, event, one, found.tags[one.id], locale, currency),
                goes_with=offers.goes_with(one, types, locale),
                hosts=offers.hosts(one, types),
            )
            for one in types
        ],
        refused=next(iter(found.refused.values()), None),
    )


def most_of(basket: Mapping[str, int], rows: Sequence[TicketRow]) -> dict[str, int]:
    """Return how many of each line may be chosen with what is in the basket."""
    return {
        row.id: min(row.most, sum(basket.get(host, 0) * n for host, n in row.hosts.items()))
        if row.is_addon
        else row.most
        for row in rows
    }


def fitted(basket: Mapping[str, int], rows: Sequence[TicketRow]) -> dict[str, int]:
    """Return a basket with no more of anything than goes with the rest of it."""
    most = most_of(basket, rows)
    return {key: min(count, most.get(key, 0)) for key, count in basket.items()}


async def _row(
    rt: Runtime,
    event: EventPage,
    ticket: TicketTypeView,
    tag: PriceTag,
    locale: str,
    currency: str,
) -> TicketRow:
    """Return a ticket type as the picker shows it; the price is what the buyer pays."""
    whole, fee = Money(tag.total_minor, event.currency), Money(tag.fee_minor, event.currency)
    teller = Teller(event.currency, event.time_zone, locale)
    return TicketRow(
        id=str(ticket.id),
        name=ticket.name,
        note=ticket.note,
        price=_price(ticket, teller, whole.minor),
        about=await about(rt, whole, currency, locale),
        fee=say(msgid("includes {fee} fee"), locale, fee=price(fee, locale)) if fee.minor else "",
        chosen=chosen_of(event, ticket, locale),
        each_minor=whole.minor,
        list_minor=ticket.price_minor,
        most=ticket.max_per_order,
        closed=_closed(event, ticket, locale),
        is_hidden=ticket.hidden,
        left=ticket.left,
        inside=offers.inside(ticket),
        limit=offers.limit(ticket, locale),
        is_addon=ticket.kind is Kind.addon,
        has_list=ticket.has_list,
        note_of_price=teller.note(tag),
    )


def _price(ticket: TicketTypeView, teller: Teller, minor: int) -> str:
    """Return what a ticket costs in words, or from what on its buyer chooses that."""
    if ticket.open_price is None:
        return teller.money(minor)
    if not minor:
        return say(msgid("Choose what you pay"), teller.locale)
    words = msgid("Choose what you pay, from {price}")
    return say(words, teller.locale, price=teller.money(minor))


def _closed(event: EventPage, ticket: TicketTypeView, locale: str) -> str:
    """Return why nothing of this type is sold now, or nothing; what is sold out says so itself."""
    words = "" if ticket.sale is SaleState.sold_out else SALE_WORDS[ticket.sale]
    opens = ticket.sale_opens_at
    when = moment(opens, event.time_zone, locale) if opens else ""
    return say(words, locale, when=when) if words else ""
