"""Mails about an order that changed after it was paid."""

from bilten_app.domains.messaging.templates.letter import Letter, Link
from bilten_app.domains.messaging.templates.orders import (
    OrderStory,
    brand_of,
    details_of,
    how_to_enter,
    order_code,
)
from bilten_app.domains.tickets.public import TicketView, ticket_words
from bilten_app.kit.text import msgid, say


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


def _not_you(story: OrderStory) -> str:
    sentence = msgid("If you did not expect this, please write to {organizer}.")
    return say(sentence, story.order.locale, organizer=story.organizer.name)
