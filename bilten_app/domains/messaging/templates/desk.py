"""Mails to the members of an organization: what needs them, and what has arrived."""

from datetime import datetime

from bilten_app.domains.messaging.templates.letter import Letter, Link
from bilten_app.domains.messaging.templates.orders import OrderStory
from bilten_app.domains.webhooks.public import EndpointView
from bilten_app.kit.ids import shown_code
from bilten_app.kit.money import Money
from bilten_app.kit.text import moment, msgid, price, say, say_many

DESK_ORDERS, DESK_MONEY = "/organizer/orders", "/organizer/money"
DESK_WEBHOOKS = "/organizer/webhooks"


def refund_failed(story: OrderStory, *, refund: Money, locale: str) -> Letter:
    """Tell who can send it again that a refund did not reach its buyer."""
    code = shown_code(story.order.code)
    return _letter(
        locale,
        say(msgid("A refund for order {code} did not arrive"), locale, code=code),
        say(
            msgid(
                "{amount} for {buyer} ({event}) could not be sent: the bank or payment service "
                "did not take it. It is still owed to the buyer."
            ),
            locale,
            amount=price(refund, locale),
            buyer=story.order.buyer_name,
            event=story.event.title,
        ),
        say(msgid("Open the order and send it again, or agree on another way."), locale),
        action=Link(
            say(msgid("Open the order"), locale), f"{story.origin}{DESK_ORDERS}/{story.order.code}"
        ),
    )


def loss_reversed(story: OrderStory, *, tickets: int, refund: Money, locale: str) -> Letter:
    """Tell members that a dispute which was lost is won after all, and what came of it."""
    code, buyer = shown_code(story.order.code), story.order.buyer_name
    if tickets:
        then = say_many(
            msgid("{n} ticket of {buyer} is valid again, and its place is taken."),
            msgid("{n} tickets of {buyer} are valid again, and their places are taken."),
            tickets,
            locale,
            buyer=buyer,
        )
    else:
        then = say(
            msgid(
                "The tickets could not come back: their places are sold, or the event is over. So "
                "{amount} is on its way to {buyer}, and the order is cancelled."
            ),
            locale,
            amount=price(refund, locale),
            buyer=buyer,
        )
    return _letter(
        locale,
        say(msgid("The bank gave back the money of order {code}"), locale, code=code),
        say(
            msgid("A dispute about {event} that was lost is decided for you after all."),
            locale,
            event=story.event.title,
        ),
        then,
        action=Link(
            say(msgid("Open the order"), locale), f"{story.origin}{DESK_ORDERS}/{story.order.code}"
        ),
    )


def vat_failed(story: OrderStory, *, vat_id: str, locale: str) -> Letter:
    """Tell who manages the money that a sale without tax may have to be taxed after all."""
    code = shown_code(story.order.code)
    return _letter(
        locale,
        say(msgid("The VAT id of order {code} is not valid"), locale, code=code),
        say(
            msgid(
                "{buyer} bought for {event} with the VAT id {vat_id}, without tax. The register "
                "says now that this id is not valid."
            ),
            locale,
            buyer=story.order.buyer_name,
            event=story.event.title,
            vat_id=vat_id,
        ),
        say(
            msgid(
                "The price of the order stays as it is. Ask the buyer about it: you may owe the "
                "tax of this sale."
            ),
            locale,
        ),
        action=Link(
            say(msgid("Open the order"), locale), f"{story.origin}{DESK_ORDERS}/{story.order.code}"
        ),
    )


def payout_paid(*, amount: Money, organizer: str, origin: str, locale: str) -> Letter:
    """Tell who manages the money that it has arrived."""
    return _letter(
        locale,
        say(msgid("{amount} has been paid out"), locale, amount=price(amount, locale)),
        say(
            msgid("{amount} of {organizer} has reached the bank account. The statement is ready."),
            locale,
            amount=price(amount, locale),
            organizer=organizer,
        ),
        action=Link(say(msgid("Open the statement"), locale), f"{origin}{DESK_MONEY}"),
    )


def payout_failed(*, amount: Money, organizer: str, origin: str, locale: str) -> Letter:
    """Tell who manages the money that it did not arrive, and what to do."""
    return _letter(
        locale,
        say(msgid("A payout of {amount} did not arrive"), locale, amount=price(amount, locale)),
        say(
            msgid(
                "The bank did not take {amount} of {organizer}. The money is back on your balance: "
                "nothing is lost."
            ),
            locale,
            amount=price(amount, locale),
            organizer=organizer,
        ),
        say(
            msgid(
                "Nothing more is sent to this account until you have looked at it: correct it or "
                "add another one, then pay out again."
            ),
            locale,
        ),
        action=Link(
            say(msgid("Look at the bank account"), locale), f"{origin}{DESK_MONEY}/settings"
        ),
    )


def webhook_off(endpoint: EndpointView, *, since: datetime, origin: str, locale: str) -> Letter:
    """Tell who manages an organization's webhooks that one was switched off, and what is next."""
    return _letter(
        locale,
        say(msgid("A webhook was switched off"), locale),
        say(
            msgid("{url} has taken no message since {when}, so nothing more is sent to it."),
            locale,
            url=endpoint.url,
            when=moment(since, "UTC", locale),
        ),
        say(
            msgid(
                "Nothing is lost: what could not be delivered is kept for thirty days. Mend the "
                "receiver, switch the webhook on, and send the failed messages again."
            ),
            locale,
        ),
        action=Link(
            say(msgid("Look at the webhook"), locale), f"{origin}{DESK_WEBHOOKS}/{endpoint.id}"
        ),
    )


def _letter(locale: str, subject: str, *paragraphs: str, action: Link) -> Letter:
    return Letter(
        locale=locale,
        subject=subject,
        preview=paragraphs[0],
        heading=subject,
        paragraphs=paragraphs,
        action=action,
    )
