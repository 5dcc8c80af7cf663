"""Saved cards in words, as their owner knows them."""

from datetime import datetime
from uuid import UUID

from bilten_app.domains.payments.public import CardView
from bilten_app.kit.text import msgid, say
from bilten_app.web.handler import held_id

BRANDS = {
    "amex": "American Express",
    "cartes_bancaires": "Cartes Bancaires",
    "diners": "Diners Club",
    "discover": "Discover",
    "jcb": "JCB",
    "mastercard": "Mastercard",
    "unionpay": "UnionPay",
    "visa": "Visa",
}
CARD = msgid("Card")
TITLE = msgid("{brand} ending in {last4}")
GOOD_UNTIL = msgid("Good until {month}")
OVER = msgid("Expired {month}")
PREFIX = "card:"


def title_of_card(card: CardView, locale: str) -> str:
    """Return a card as people say it."""
    brand = BRANDS.get(card.brand) or say(CARD, locale)
    return say(TITLE, locale, brand=brand, last4=card.last4)


def note_of_card(card: CardView, now: datetime, locale: str) -> str:
    """Return until when a card is good."""
    sentence = OVER if card.is_over(now) else GOOD_UNTIL
    return say(sentence, locale, month=card.expires) if card.expires else ""


def chosen_card(method: str) -> UUID | None:
    """Return the card that a form names, or None for another way to pay. Raises NotFound."""
    if not method.startswith(PREFIX):
        return None
    return held_id(method.removeprefix(PREFIX))
