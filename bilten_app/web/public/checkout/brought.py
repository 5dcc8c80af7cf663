"""What a buyer brought to an order, ready to show: codes, gift cards, credit, a business."""

from dataclasses import dataclass, field

from bilten_app.domains.orders import queries as orders
from bilten_app.domains.orders.public import OrderState, OrderView
from bilten_app.domains.pricing import queries as pricing
from bilten_app.domains.pricing.public import (
    Ask,
    CodeRefusal,
    Quote,
    TaxBuyer,
    VatStanding,
    promo_code,
)
from bilten_app.domains.pricing.public.views import CardBalance
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.text import msgid, price, say
from bilten_app.web.explained import REFUSAL_WORDS

TYPE_EMAIL = msgid("This code is for certain people. Type your e-mail first, then try again.")
VAT_WORDS = {
    VatStanding.unchecked: msgid(
        "The register does not answer at the moment, so tax is charged for now. We keep asking; "
        "when your number proves right, the organizer is told to give the tax back to you."
    ),
    VatStanding.valid: msgid("The register knows this number. It goes on your invoice."),
}
REVERSED = msgid("The register knows this number. No tax is charged: you owe it where you are.")


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code in the order; `key` is how it is taken back."""

    key: str
    shown: str
    note: str
    is_refused: bool


@dataclass(frozen=True, slots=True)
class Business:
    """For which business an order is."""

    company: str = ""
    country: str = ""
    vat_id: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """Everything a buyer brought; `credit` is empty for who has none, or has not proven it."""

    codes: list[CodeRow] = field(default_factory=list[CodeRow])
    credit: str = ""
    uses_credit: bool = False
    business: Business = field(default_factory=Business)


async def brought_of(rt: Runtime, actor: Actor, order: OrderView, locale: str) -> Brought:
    """Return what an open order was brought."""
    if order.state is not OrderState.placed:
        return Brought()
    async with rt.read() as session:
        ask = await orders.asked(session, order.id)
        quote = await orders.quote(session, order.id)
        cards = await pricing.cards_by_key(session, ask.cards)
        credit = await pricing.credit_of(
            session,
            organizer_id=order.organizer_id,
            email=actor.email if actor.verified else "",
            currency=order.total.currency,
        )
    held = price(credit, locale)
    return Brought(
        codes=[
            *(_code_row(code, ask, quote, locale) for code in sorted(ask.codes)),
            *(_card_row(key, cards.get(key), quote, locale) for key in sorted(ask.cards)),
        ],
        credit=say(msgid("You have {credit} of credit here."), locale, credit=held)
        if credit.minor or ask.use_credit
        else "",
        uses_credit=ask.use_credit,
        business=_business(ask.buyer, locale, is_reversed=quote.reverse_charge),
    )


def refusal_words(why: CodeRefusal, locale: str, *, knows_email: bool) -> str:
    """Return why a code changed nothing; who has told no address may still belong to a group."""
    if why is CodeRefusal.other_people and not knows_email:
        return say(TYPE_EMAIL, locale)
    return say(REFUSAL_WORDS[why], locale)


def _card_row(key: str, card: CardBalance | None, quote: Quote, locale: str) -> CodeRow:
    if card is None:
        why = say(REFUSAL_WORDS[CodeRefusal.unknown], locale)
        return CodeRow(key, say(msgid("A code with a slip in it"), locale), why, is_refused=True)
    shown = say(msgid("Gift card ending in {tail}"), locale, tail=card.tail)
    if why := quote.refused.get(promo_code(key)):
        return CodeRow(key, shown, say(REFUSAL_WORDS[why], locale), is_refused=True)
    holds = say(msgid("holds {price}"), locale, price=price(card.balance, locale))
    return CodeRow(key, shown, holds, is_refused=False)


def _code_row(typed: str, ask: Ask, quote: Quote, locale: str) -> CodeRow:
    code = promo_code(typed)
    why = quote.refused.get(code)
    note = refusal_words(why, locale, knows_email=bool(ask.email)) if why else ""
    return CodeRow(typed, code, note, is_refused=why is not None)


def _business(buyer: TaxBuyer, locale: str, *, is_reversed: bool) -> Business:
    note = REVERSED if is_reversed else VAT_WORDS.get(buyer.standing, "")
    return Business(buyer.company, buyer.country, buyer.vat_id, say(note, locale) if note else "")
