"""Why somebody is looked at, in words: exact ones for staff, plain ones for an organizer."""

from collections.abc import Mapping

from bilten_app.domains.risk.public.values import Reason, Signal
from bilten_app.kit.money import Money
from bilten_app.kit.text import msgid, price, say, say_many

_COUNTED: Mapping[Signal, tuple[str, str]] = {
    Signal.address_orders: (
        msgid("{n} order from this e-mail address within an hour"),
        msgid("{n} orders from this e-mail address within an hour"),
    ),
    Signal.address_attempts: (
        msgid("{n} attempt to pay from this e-mail address within an hour"),
        msgid("{n} attempts to pay from this e-mail address within an hour"),
    ),
    Signal.address_cards: (
        msgid("{n} card used by this e-mail address within a day"),
        msgid("{n} different cards used by this e-mail address within a day"),
    ),
    Signal.address_event: (
        msgid("{n} order of this e-mail address for the same event within a day"),
        msgid("{n} orders of this e-mail address for the same event within a day"),
    ),
    Signal.network_orders: (
        msgid("{n} order from the same connection within an hour"),
        msgid("{n} orders from the same connection within an hour"),
    ),
    Signal.visitor_orders: (
        msgid("{n} order from the same browser within an hour"),
        msgid("{n} orders from the same browser within an hour"),
    ),
    Signal.card_orders: (
        msgid("{n} order paid with this card within a day"),
        msgid("{n} orders paid with this card within a day"),
    ),
    Signal.card_addresses: (
        msgid("{n} e-mail address used this card within a day"),
        msgid("{n} e-mail addresses used this card within a day"),
    ),
    Signal.card_event: (
        msgid("{n} order with this card for the same event within a day"),
        msgid("{n} orders with this card for the same event within a day"),
    ),
    Signal.quantity: (msgid("{n} ticket in one order"), msgid("{n} tickets in one order")),
}
_SAID: Mapping[Signal, str] = {
    Signal.country: msgid("The card is from another country than the buyer's business"),
    Signal.throwaway: msgid("An e-mail address that is thrown away after use"),
    Signal.holder: msgid("The name on the card is not the buyer's"),
    Signal.watched: msgid("On the watch list"),
    Signal.denied: msgid("On the deny list"),
}
_USUAL = msgid("{what} (usual: up to {limit})")
_PRICEY = msgid("A total of {price} (usual: up to {limit})")
_MANY = msgid("Unusually many orders by the same person")
_CARD = msgid("Something about the card does not fit")
_KNOWN = msgid("Somebody we know of asked us to look twice")
_PLAIN: Mapping[Signal, str] = {
    Signal.card_addresses: _CARD,
    Signal.address_cards: _CARD,
    Signal.country: _CARD,
    Signal.holder: _CARD,
    Signal.quantity: msgid("Unusually many tickets at once"),
    Signal.total: msgid("An unusually high total"),
    Signal.throwaway: msgid("An e-mail address that may not last"),
    Signal.watched: _KNOWN,
    Signal.denied: _KNOWN,
}


def sentence(reason: Reason, currency: str, locale: str) -> str:
    """Return a reason with its numbers, for the platform's staff."""
    if reason.signal is Signal.total:
        seen, limit = (price(Money(n, currency), locale) for n in (reason.seen, reason.limit))
        return say(_PRICEY, locale, price=seen, limit=limit)
    if reason.signal in _SAID:
        return say(_SAID[reason.signal], locale)
    what = say_many(*_COUNTED[reason.signal], reason.seen, locale)
    return say(_USUAL, locale, what=what, limit=reason.limit)


def plain_sentences(reasons: tuple[Reason, ...], locale: str) -> tuple[str, ...]:
    """Return reasons for an organizer: nothing that would teach a thief where the lines are."""
    said = [say(_PLAIN.get(reason.signal, _MANY), locale) for reason in reasons]
    return tuple(dict.fromkeys(said))
