"""Mails about an order that changed after it was paid."""

from bilten_app.domains.messaging.templates.letter import Letter, Link
from bilten_app.domains.messaging.templates.orders import (
    OrderStory,
    brand_of,
    details_of,
    how_to_enter,
    money_back,
    order_code,
)
from bilten_app.domains.tickets.public import TicketView, ticket_words
from bilten_app.kit.money import Money
from bilten_app.kit.text import moment, msgid, price, say, say_many, zone_name


def holder_changed(story: OrderStory, ticket: TicketView) -> Letter:
    """Hand a ticket over to who holds it now; the order is not theirs, so nothing leads to it."""
    locale, event = story.order.locale, story.event.title
    return Letter(
        locale=locale,
        brand=brand_of(story),
        subject=say(msgid("Your ticket for {event}"), locale, event=event),
        preview=say(msgid("{type} in your name"), locale, type=ticket_words(ticket, locale)),
        heading=event,
        paragraphs=(
            say(
                msgid("Hello {name}, this ticket is in your name now."),
                locale,
                name=ticket.holder_name,
            ),
            *how_to_enter(story),
        ),
        action=Link(say(msgid("Open your ticket"), locale), story.ticket_urls[ticket.id]),
        details=details_of(story),
        notes=(
            say(msgid("Keep this mail to yourself: whoever has its link has your ticket."), locale),
        ),
    )


def holder_gone(story: OrderStory, ticket: TicketView) -> Letter:
    """Tell who held a ticket that it lets somebody else in."""
    locale, event = story.order.locale, story.event.title
    return Letter(
        locale=locale,
        brand=brand_of(story),
        subject=say(msgid("A ticket for {event} is in another name now"), locale, event=event),
        preview=say(msgid("The code you have no longer lets anybody in."), locale),
        heading=say(msgid("This ticket has changed hands"), locale),
        paragraphs=(
            say(
                msgid(
                    "A ticket ({type}) for {event} that was in your name is in another name now. "
                    "The code and the link you have no longer let anybody in."
                ),
                locale,
                type=ticket_words(ticket, locale),
                event=event,
            ),
            _not_you(story),
        ),
        action=Link(say(msgid("See the event"), locale), story.event_url),
        notes=(order_code(story.order),),
    )


def address_gone(story: OrderStory) -> Letter:
    """Tell an address that it gets no more mails about an order."""
    locale, event = story.order.locale, story.event.title
    return Letter(
        locale=locale,
        brand=brand_of(story),
        subject=say(msgid("Your order for {event} has another address now"), locale, event=event),
        preview=say(msgid("Mails about this order go to another address."), locale),
        heading=say(msgid("Another address for this order"), locale),
        paragraphs=(
            say(
                msgid("From now on, mails about the order for {event} go to another address."),
                locale,
                event=event,
            ),
            _not_you(story),
        ),
        action=Link(say(msgid("See the event"), locale), story.event_url),
        notes=(order_code(story.order),),
    )


def reinstated(story: OrderStory) -> Letter:
    """Tell a buyer that their tickets let them in again, and hand them over once more."""
    locale, event = story.order.locale, story.event.title
    return Letter(
        locale=locale,
        brand=brand_of(story),
        subject=say(msgid("Your tickets for {event} are valid again"), locale, event=event),
        preview=say(msgid("The codes you had let you in again."), locale),
        heading=say(msgid("Your tickets are valid again"), locale),
        paragraphs=(
            say(
                msgid(
                    "Your bank had taken back the money for {event}, so your tickets had ended. It "
                    "has decided now that your payment stands. Your places were still free: they "
                    "are yours again, with the same codes."
                ),
                locale,
                event=event,
            ),
            *how_to_enter(story),
        ),
        action=Link(say(msgid("Open your tickets"), locale), story.order_url),
        details=details_of(story),
        notes=(order_code(story.order),),
    )


def change_offered(story: OrderStory) -> Letter:
    """Tell a buyer what a change costs more, and until when the places are kept."""
    order, locale, event = story.order, story.order.locale, story.event.title
    zone = story.event.time_zone
    until = f"{moment(order.hold_until, zone, locale)} {zone_name(order.hold_until, zone)}"
    amount = price(order.to_pay, locale)
    return Letter(
        locale=locale,
        brand=brand_of(story),
        subject=say(msgid("Pay the difference for {event}"), locale, event=event),
        preview=say(msgid("{amount} until {when}."), locale, amount=amount, when=until),
        heading=say(msgid("Your other tickets are kept for you"), locale),
        paragraphs=(
            say(
                msgid(
                    "{organizer} has prepared a change of your tickets for {event}. What you paid "
                    "counts; the difference is {amount}. Until {when} the places are kept for you."
                ),
                locale,
                organizer=story.organizer.name,
                event=event,
                amount=amount,
                when=until,
            ),
            say(msgid("Until you pay, your tickets stay exactly as they are."), locale),
        ),
        action=Link(say(msgid("Pay the difference"), locale), story.order_url),
        details=details_of(story),
        notes=(order_code(order),),
    )


def changed(story: OrderStory, *, tickets: int, is_split: bool, refund: Money) -> Letter:
    """Tell a buyer which tickets are no more, and where those are that took their place."""
    locale, event = story.order.locale, story.event.title
    why = (
        (
            msgid("{n} ticket has moved to another buyer."),
            msgid("{n} tickets have moved to another buyer."),
        )
        if is_split
        else (
            msgid("{n} ticket was changed for another one."),
            msgid("{n} tickets were changed for others."),
        )
    )
    return Letter(
        locale=locale,
        brand=brand_of(story),
        subject=say(msgid("Your order for {event} was changed"), locale, event=event),
        preview=say_many(*why, tickets, locale),
        heading=say(msgid("Your order was changed"), locale),
        paragraphs=(
            say_many(*why, tickets, locale),
            say(msgid("The old codes no longer let anybody in."), locale),
            *(
                ()
                if is_split
                else (say(msgid("You get the new tickets in a mail of their own."), locale),)
            ),
            *((money_back(refund, locale),) if refund.minor else ()),
        ),
        action=Link(say(msgid("Open your order"), locale), story.order_url),
        notes=(order_code(story.order),),
    )


def _not_you(story: OrderStory) -> str:
    sentence = msgid("If you did not expect this, please write to {organizer}.")
    return say(sentence, story.order.locale, organizer=story.organizer.name)
