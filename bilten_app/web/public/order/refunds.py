"""What a buyer reads about money that goes back, or could."""

from dataclasses import dataclass

from bilten_app.domains.events.public import EventView
from bilten_app.domains.orders.public import (
    NoRefunds,
    OrderState,
    OrderView,
    RefundRequestView,
    RequestState,
)
from bilten_app.domains.payments.public import RefundState, RefundView
from bilten_app.kit.errors import Refused
from bilten_app.kit.text import moment, msgid, price, say, say_many, zone_name

ASKED = msgid("You asked for a refund of {n} ticket on {when}. The organizer has not decided yet.")
ASKED_MANY = msgid(
    "You asked for a refund of {n} tickets on {when}. The organizer has not decided yet."
)
REFUSED = msgid("The organizer did not approve your request: “{words}”")
BY_ORGANIZER = msgid("“{words}” You cannot ask for a refund here: ask the organizer.")
UNTIL = msgid("You can ask the organizer for a refund until {when}.")
REFUND_WORDS: dict[RefundState, str] = {
    RefundState.requested: msgid("{amount} is on its way back to you"),
    RefundState.sent: msgid("{amount} is on its way back to you"),
    RefundState.done: msgid("{amount} was sent back to you on {when}"),
    RefundState.failed: msgid(
        "{amount} could not be sent back. The organizer knows and sends it again."
    ),
}


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether money can be asked back, and what became of it; empty words are not shown."""

    can_ask: bool = False
    is_open: bool = False
    words: str = ""
    answer: str = ""


NO_ASKING = Asking()


def asking_of(
    order: OrderView,
    event: EventView,
    asked: RefundRequestView | None,
    why_not: Refused | None,
    locale: str,
) -> Asking:
    """Return what the buyer of an order reads about refunds; `asked` is the last request."""
    if order.state is not OrderState.paid:
        return NO_ASKING
    if asked and asked.state is RequestState.requested:
        when = moment(asked.asked_at, event.time_zone, locale)
        words = say_many(ASKED, ASKED_MANY, len(asked.ticket_ids), locale, when=when)
        return Asking(is_open=True, words=words)
    is_refused = asked is not None and asked.state is RequestState.refused
    answer = say(REFUSED, locale, words=asked.note) if asked and is_refused else ""
    if why_not is not None or event.refund_until is None:
        return Asking(words=_words_against(why_not, event, locale), answer=answer)
    until = f"{moment(event.refund_until, event.time_zone, locale)} "
    zone = zone_name(event.refund_until, event.time_zone)
    return Asking(can_ask=True, words=say(UNTIL, locale, when=until + zone), answer=answer)


def _words_against(why_not: Refused | None, event: EventView, locale: str) -> str:
    """Return why a buyer cannot ask: what the organizer promised still holds."""
    if why_not is None:
        return ""
    if isinstance(why_not, NoRefunds) and event.refund_policy:
        return say(BY_ORGANIZER, locale, words=event.refund_policy)
    return say(why_not.text, locale, **why_not.fields)


def refund_words(refund: RefundView, zone: str, locale: str) -> str:
    """Return how far a refund is."""
    return say(
        REFUND_WORDS[refund.state],
        locale,
        amount=price(refund.amount, locale),
        when=moment(refund.done_at or refund.created_at, zone, locale),
    )
