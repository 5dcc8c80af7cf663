"""Mails about money that goes back while the rest of the order stands, or that stays."""

from bilten_app.domains.messaging.templates.letter import Letter, Link
from bilten_app.domains.messaging.templates.orders import (
    OrderStory,
    brand_of,
    money_back,
    order_code,
)
from bilten_app.kit.money import Money
from bilten_app.kit.text import msgid, price, say, say_many


def refunded(story: OrderStory, *, refund: Money) -> Letter:
    """Tell a buyer that a part of the order goes back, and what is left of it."""
    locale, event = story.order.locale, story.event.title
    subject = (
        msgid("A part of your order for {event} goes back to you")
        if refund.minor
        else msgid("Some tickets of your order for {event} were given back")
    )
    return _letter(
        story,
        say(subject, locale, event=event),
        *((money_back(refund, locale),) if refund.minor else ()),
        say_many(
            msgid("{n} ticket of your order still lets somebody in."),
            msgid("{n} tickets of your order still let people in."),
            len(story.tickets),
            locale,
        ),
        preview=say(msgid("{amount} is on its way back."), locale, amount=price(refund, locale))
        if refund.minor
        else "",
    )


def failed(story: OrderStory, *, refund: Money) -> Letter:
    """Tell a buyer that money did not reach them, and who sees to it."""
    locale, event = story.order.locale, story.event.title
    amount, organizer = price(refund, locale), story.organizer.name
    return _letter(
        story,
        say(msgid("Your refund for {event} did not arrive"), locale, event=event),
        say(
            msgid(
                "We sent {amount} back the way you had paid, but your bank or payment service did "
                "not take it. The money is still yours."
            ),
            locale,
            amount=amount,
        ),
        say(
            msgid(
                "{organizer} knows and sends it again. If the card or account you paid with is "
                "closed, please tell them where else the money can go."
            ),
            locale,
            organizer=organizer,
        ),
    )


def asked(story: OrderStory, *, tickets: int) -> Letter:
    """Tell a buyer that the organizer has the request, and that the tickets stay until then."""
    locale, event = story.order.locale, story.event.title
    return _letter(
        story,
        say(msgid("You asked for a refund for {event}"), locale, event=event),
        say_many(
            msgid("{organizer} has your request for {n} ticket and decides about it."),
            msgid("{organizer} has your request for {n} tickets and decides about it."),
            tickets,
            locale,
            organizer=story.organizer.name,
        ),
        say(
            msgid(
                "We write to you as soon as there is an answer. Until then your tickets stay "
                "valid, and you can take the request back on the page of your order."
            ),
            locale,
        ),
    )


def denied(story: OrderStory, *, note: str) -> Letter:
    """Tell a buyer that the organizer gives nothing back, and why."""
    locale, event = story.order.locale, story.event.title
    organizer = story.organizer.name
    return _letter(
        story,
        say(msgid("No refund for {event}"), locale, event=event),
        say(
            msgid("{organizer} has looked at your request and did not approve it."),
            locale,
            organizer=organizer,
        ),
        say(msgid("{organizer} writes: “{words}”"), locale, organizer=organizer, words=note),
        say(msgid("Your tickets stay valid."), locale),
    )


def _letter(story: OrderStory, subject: str, *paragraphs: str, preview: str = "") -> Letter:
    locale = story.order.locale
    return Letter(
        locale=locale,
        brand=brand_of(story),
        subject=subject,
        preview=preview or paragraphs[0],
        heading=subject,
        paragraphs=paragraphs,
        action=Link(say(msgid("Open your order"), locale), story.order_url),
        notes=(order_code(story.order),),
    )
