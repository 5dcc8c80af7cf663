"""The phases of an order as its buyer lives them, each with its words."""

from enum import StrEnum

from bilten_app.domains.orders.public import CloseReason
from bilten_app.kit.text import msgid


class Phase(StrEnum):
    """Where an order and its money are, as the buyer lives it."""

    unpaid = "unpaid"
    waiting = "waiting"
    declined = "declined"
    preparing = "preparing"
    paid = "paid"
    review = "review"
    held = "held"
    expired = "expired"
    given_up = "given_up"
    late = "late"
    cancelled = "cancelled"


UNSETTLED = frozenset({Phase.unpaid, Phase.waiting, Phase.declined, Phase.preparing})

HEADLINES: dict[Phase, str] = {
    Phase.unpaid: msgid("Your order is not paid yet"),
    Phase.waiting: msgid("Confirming your payment…"),
    Phase.declined: msgid("The payment did not go through"),
    Phase.preparing: msgid("Paid. Making your tickets…"),
    Phase.paid: msgid("You are going!"),
    Phase.review: msgid("We are looking at your payment"),
    Phase.held: msgid("Paid. We take a short look"),
    Phase.expired: msgid("The time to pay ran out"),
    Phase.given_up: msgid("This order was given up"),
    Phase.late: msgid("The payment came too late"),
    Phase.cancelled: msgid("This order was cancelled"),
}
TEXTS: dict[Phase, str] = {
    Phase.unpaid: msgid("Your places are still held. Nothing was charged."),
    Phase.waiting: msgid("This takes a few seconds. You may close this page: nothing is lost."),
    Phase.declined: msgid("Nothing was charged, and your places are still held. Try another card."),
    Phase.preparing: msgid("The money has arrived. Your tickets will be here in a moment."),
    Phase.paid: msgid("We sent your tickets and the receipt to {email}."),
    Phase.review: msgid(
        "The payment service reported another amount than we asked for. A person looks at it now "
        "and writes to {email}. You need not pay again."
    ),
    Phase.held: msgid(
        "Your places are yours. One of us checks the order before the tickets go to {email}, well "
        "before the doors. You need not do anything."
    ),
    Phase.expired: msgid("Your places are free again. Nothing was charged."),
    Phase.given_up: msgid("Nothing was charged."),
    Phase.late: msgid(
        "Your places were gone when the money arrived, so {refund} is on its way back to you."
    ),
    Phase.cancelled: msgid("These tickets are not valid any more."),
}
EXPIRED_WHILE_PAYING = msgid(
    "Your places are free again. If your payment still arrives, you get the tickets, or all of "
    "your money back when none are left. We write to {email} either way."
)
LATE_AND_STOPPED = msgid(
    "The organizer of this event cannot sell tickets at the moment, so {refund} is on its way back "
    "to you."
)
CLOSE_REASONS: dict[str, str] = {
    CloseReason.organizer: msgid("The organizer cancelled this order."),
    CloseReason.event_cancelled: msgid("The event was called off."),
    CloseReason.refunded_outside: msgid("Its money went back to you."),
    CloseReason.fraud: msgid("We could not make sure that the card's owner paid."),
    CloseReason.buyer: msgid("You cancelled this order."),
    CloseReason.places_gone: msgid("Your places were gone when your bank gave the money back."),
    CloseReason.changed: msgid("Other tickets have taken the place of these. We sent them to you."),
}
