"""Mails about orders. Amounts were stored with the order; nothing is computed again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from bilten_app.domains.events.public import EventView
from bilten_app.domains.messaging.templates.letter import Brand, Letter, Link, Pair, Picture
from bilten_app.domains.orders.public import (
    Channel,
    CloseReason,
    OrderLineView,
    OrderState,
    OrderView,
)
from bilten_app.domains.organizers.public import OrganizerView
from bilten_app.domains.tickets.public import TicketView, ticket_words
from bilten_app.kit.ids import shown_code
from bilten_app.kit.money import Money
from bilten_app.kit.text import (
    both,
    hour,
    hours,
    long_day,
    msgid,
    number,
    price,
    say,
    say_many,
    zone_name,
)

COVER_WIDTH = 800

REASONS: Mapping[str, str] = {
    CloseReason.event_cancelled: msgid(
        "{event} will not take place. We are sorry: your order was cancelled with it."
    ),
    CloseReason.organizer: msgid("{organizer} has cancelled your order for {event}."),
    CloseReason.fraud: msgid(
        "We had to cancel your order for {event}: we could not make sure that the payment was made "
        "by the owner of the card."
    ),
    CloseReason.refunded_outside: msgid("The money of your order for {event} went back to you."),
    CloseReason.places_gone: msgid(
        "Your bank had taken back the money for {event}, so your tickets had ended. It has decided "
        "now that your payment stands, but your places cannot be given to you again. We are sorry."
    ),
    CloseReason.buyer: msgid("As you asked, your order for {event} was cancelled."),
}
UNUSED: Mapping[OrderState, str] = {
    OrderState.expired: msgid(
        "Your payment of {amount} for {event} reached us after the time to pay had run out, "
        "and your places had gone to somebody else. We are sorry."
    ),
    OrderState.paid: msgid(
        "Your order for {event} was paid before, so we return the second payment of {amount}. "
        "Your tickets stay as they are."
    ),
}
UNUSED_ELSE = msgid(
    "Your payment of {amount} for {event} reached us after the order had been cancelled."
)
UNUSED_STOPPED = msgid(
    "The organizer of {event} cannot sell tickets at the moment, so your payment of {amount} "
    "bought nothing. We are sorry."
)
NO_REASON = msgid("Your order for {event} was cancelled.")


@dataclass(frozen=True, slots=True)
class OrderStory:
    """An order and what belongs to it. Addresses are absolute."""

    order: OrderView
    tickets: tuple[TicketView, ...]
    event: EventView
    organizer: OrganizerView
    origin: str
    order_url: str
    ticket_urls: Mapping[UUID, str]

    @property
    def event_url(self) -> str:
        """Where everybody finds the event."""
        return f"{self.origin}/e/{self.event.slug}"


def receipt(story: OrderStory) -> Letter:
    """Tell a buyer that the order is paid, and hand over the tickets."""
    order, locale, event = story.order, story.order.locale, story.event.title
    return Letter(
        locale=locale,
        brand=brand_of(story),
        picture=_picture(story),
        subject=say_many(
            msgid("Your ticket for {event}"),
            msgid("Your {n} tickets for {event}"),
            order.quantity,
            locale,
            event=event,
        ),
        preview=both([_day(story), story.event.venue_name], locale),
        heading=event,
        paragraphs=(_handed_over(story), *how_to_enter(story)),
        action=Link(say(msgid("Open your tickets"), locale), story.order_url),
        details=details_of(story),
        prices=_prices(order),
        total=Pair(say(msgid("Total"), locale), _amount(order.total, locale)),
        links_title=say(msgid("Each ticket has a page of its own to pass on:"), locale),
        links=_ticket_links(story),
        notes=(
            order_code(order),
            say(
                msgid("Keep this mail to yourself: whoever has its links has your tickets."),
                locale,
            ),
        ),
    )


def late_refunded(story: OrderStory, *, refund: Money) -> Letter:
    """Tell a buyer that money which bought nothing goes back."""
    order, locale, event = story.order, story.order.locale, story.event.title
    is_paid = order.state is OrderState.paid
    amount = price(refund, locale)
    heading = msgid("You paid twice") if is_paid else msgid("Your payment came too late")
    why = UNUSED.get(order.state, UNUSED_ELSE)
    if order.close_reason == CloseReason.organizer_stopped:
        heading, why = msgid("Your payment goes back to you"), UNUSED_STOPPED
    why = say(why, locale, amount=amount, event=event)
    return Letter(
        locale=locale,
        brand=brand_of(story),
        subject=say(msgid("Your payment for {event} goes back to you"), locale, event=event),
        preview=say(msgid("{amount} is on its way back."), locale, amount=amount),
        heading=say(heading, locale),
        paragraphs=(why, money_back(refund, locale)),
        action=Link(say(msgid("Open your order"), locale), story.order_url)
        if is_paid
        else Link(say(msgid("See what is left"), locale), story.event_url),
        notes=(order_code(order),),
    )


def cancelled(story: OrderStory, *, reason: str, refund: Money) -> Letter:
    """Tell a buyer that a paid order is cancelled, why, and what happens to the money."""
    locale, event = story.order.locale, story.event.title
    is_whole_event = reason == CloseReason.event_cancelled
    subject = (
        msgid("{event} is cancelled")
        if is_whole_event
        else msgid("Your order for {event} is cancelled")
    )
    why = say(REASONS.get(reason, NO_REASON), locale, event=event, organizer=story.organizer.name)
    return Letter(
        locale=locale,
        brand=brand_of(story),
        subject=say(subject, locale, event=event),
        preview=why,
        heading=say(subject, locale, event=event),
        paragraphs=(
            why,
            *(_in_their_words(story) if is_whole_event else ()),
            say(msgid("Your tickets no longer let anybody in."), locale),
            *((money_back(refund, locale),) if refund.minor else ()),
        ),
        action=Link(say(msgid("Open your order"), locale), story.order_url),
        details=details_of(story),
        notes=(order_code(story.order),),
    )


def brand_of(story: OrderStory) -> Brand:
    """Return whose mail it is."""
    return Brand.of(story.organizer, story.origin)


def _picture(story: OrderStory) -> Picture | None:
    cover = story.event.cover
    return cover and Picture(story.origin + cover.url(COVER_WIDTH), cover.alt)


def _handed_over(story: OrderStory) -> str:
    order = story.order
    sentence = (
        msgid("Hello {name}, your payment has arrived, and your tickets are ready.")
        if order.total.minor and order.channel is Channel.web
        else msgid("Hello {name}, your places are booked, and your tickets are ready.")
    )
    return say(sentence, order.locale, name=order.buyer_name)


def how_to_enter(story: OrderStory) -> Iterator[str]:
    """Say what to show at the door."""
    locale = story.order.locale
    if any(not ticket.rotating for ticket in story.tickets):
        yield say(msgid("Show them at the entrance, printed or on your phone."), locale)
    if any(ticket.rotating for ticket in story.tickets):
        sentence = msgid(
            "The code of some tickets changes all the time. Open them on your phone before you "
            "go: after that they work without a network."
        )
        yield say(sentence, locale)


def details_of(story: OrderStory) -> tuple[Pair, ...]:
    """Return when and where."""
    event, locale = story.event, story.order.locale
    zone = event.time_zone
    doors = event.doors_at and hour(event.doors_at, zone, locale)
    time = f"{hours(event.starts_at, event.ends_at, zone, locale)} "
    pairs = (
        Pair(say(msgid("Date"), locale), _day(story)),
        Pair(say(msgid("Time"), locale), time + zone_name(event.starts_at, zone)),
        Pair(say(msgid("Doors"), locale), doors or ""),
        Pair(say(msgid("Venue"), locale), place(event)),
    )
    return tuple(pair for pair in pairs if pair.value)


def place(event: EventView) -> str:
    """Return the venue on one line."""
    address = (event.venue.address,) if event.venue else ()
    return ", ".join(part for part in (event.venue_name, *address, event.city) if part)


def _prices(order: OrderView) -> tuple[Pair, ...]:
    locale = order.locale
    lines = tuple(
        Pair(
            _line_words(line, locale),
            _amount(line.listed, locale),
        )
        for line in order.lines
    )
    if not order.fee.minor:
        return lines
    return (*lines, Pair(say(msgid("Service fee"), locale), price(order.fee, locale)))


def _line_words(line: OrderLineView, locale: str) -> str:
    """Return how many of what; of a bundle, what is in one."""
    words = f"{number(line.quantity, locale)} \N{MULTIPLICATION SIGN} {line.name}"
    return f"{words} ({', '.join(line.parts)})" if line.parts else words


def _ticket_links(story: OrderStory) -> tuple[Link, ...]:
    return tuple(
        Link(
            f"{ticket_words(ticket, story.order.locale)} \N{MIDDLE DOT} {shown_code(ticket.code)}",
            story.ticket_urls[ticket.id],
        )
        for ticket in story.tickets
    )


def _in_their_words(story: OrderStory) -> tuple[str, ...]:
    words = story.event.cancel_reason
    if not words:
        return ()
    sentence = msgid("{organizer} writes: “{words}”")
    return (say(sentence, story.order.locale, organizer=story.organizer.name, words=words),)


def money_back(refund: Money, locale: str) -> str:
    """Say that money is on its way, and how it comes."""
    sentence = msgid(
        "{amount} is on its way back to you, the same way you paid. Banks take a few days."
    )
    return say(sentence, locale, amount=price(refund, locale))


def _amount(money: Money, locale: str) -> str:
    return price(money, locale) if money.minor else say(msgid("Free"), locale)


def _day(story: OrderStory) -> str:
    return long_day(story.event.starts_at, story.event.time_zone, story.order.locale)


def order_code(order: OrderView) -> str:
    """Name the order at the end of a mail."""
    return say(msgid("Order {code}"), order.locale, code=shown_code(order.code))
