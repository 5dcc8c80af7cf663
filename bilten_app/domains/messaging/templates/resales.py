"""Mails to who sells a ticket on."""

from bilten_app.domains.market.public import EndReason, SoldListing
from bilten_app.domains.messaging.templates.letter import Letter, Link
from bilten_app.domains.messaging.templates.orders import OrderStory, brand_of
from bilten_app.kit.text import msgid, price, say

ENDED: dict[str, str] = {
    EndReason.closed: msgid(
        "The time to resell tickets for {event} is over, and nobody bought yours. Your ticket "
        "opens the door again."
    ),
    EndReason.disputed: msgid(
        "The payment for this ticket is being checked, so it is not for sale any more."
    ),
}
REFUNDED = msgid("The order of your ticket for {event} changed, so it is not for sale any more.")


def resold(story: OrderStory, listing: SoldListing, locale: str) -> Letter:
    """Tell a seller that the ticket is another's, what they get, and when."""
    event, parts = story.event.title, listing.split
    return Letter(
        locale=locale,
        brand=brand_of(story),
        subject=say(msgid("Your ticket for {event} is sold"), locale, event=event),
        preview=say(msgid("You get {amount}."), locale, amount=price(parts.proceeds, locale)),
        heading=say(msgid("Your ticket is sold"), locale),
        paragraphs=(
            say(
                msgid(
                    "Somebody bought your ticket for {event} for {price}. After the royalty of "
                    "{royalty} and the fee of {fee} you get {amount}."
                ),
                locale, event=event, price=price(parts.price, locale),
                royalty=price(parts.royalty, locale), fee=price(parts.fee, locale),
                amount=price(parts.proceeds, locale),
            ),
            say(
                msgid(
                    "You get it as credit with {organizer}, two days after the event. If the "
                    "event is called off, you get back what you paid instead."
                ),
                locale, organizer=story.organizer.name,
            ),
            say(msgid("The code you had lets nobody in any more."), locale),
        ),
        action=Link(say(msgid("See the event"), locale), story.event_url),
    )  # fmt: skip


def listing_ended(story: OrderStory, listing: SoldListing, locale: str) -> Letter:
    """Tell a seller that the ticket is not for sale any more, and why."""
    event = story.event.title
    return Letter(
        locale=locale,
        brand=brand_of(story),
        subject=say(msgid("Your ticket for {event} is no longer for sale"), locale, event=event),
        preview=say(msgid("Nobody can buy it any more."), locale),
        heading=say(msgid("No longer for sale"), locale),
        paragraphs=(say(ENDED.get(listing.reason, REFUNDED), locale, event=event),),
        action=Link(say(msgid("See the event"), locale), story.event_url),
    )


def seller_paid(story: OrderStory, listing: SoldListing, locale: str) -> Letter:
    """Tell a seller that the credit is theirs."""
    event, amount = story.event.title, price(listing.split.proceeds, locale)
    return Letter(
        locale=locale,
        brand=brand_of(story),
        subject=say(msgid("Your credit for {event}"), locale, event=event),
        preview=say(msgid("{amount} are yours."), locale, amount=amount),
        heading=say(msgid("Your credit is here"), locale),
        paragraphs=(
            say(
                msgid(
                    "You have {amount} of credit with {organizer} for the ticket to {event} that "
                    "you sold. It pays at the checkout of their next events, once you are signed "
                    "in with this address."
                ),
                locale, amount=amount, organizer=story.organizer.name, event=event,
            ),
        ),
        action=Link(say(msgid("See the event"), locale), story.event_url),
    )  # fmt: skip
