"""One thing more, or less, that a buyer brings to an open order.

What is refused is not taken: the transaction of the caller ends, and the order is as before.
"""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from bilten_app.domains.orders.models import Order
from bilten_app.domains.orders.public import (
    BadBusiness,
    CodeBrought,
    CodeRefused,
    TooManyCodes,
)
from bilten_app.domains.orders.rules import read_ask
from bilten_app.domains.orders.service.offers import bring
from bilten_app.domains.pricing import service as pricing
from bilten_app.domains.pricing.public import (
    Ask,
    Quote,
    TaxBuyer,
    VatStanding,
    card_key,
    promo_code,
)
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import normal_code
from bilten_app.kit.text import msgid
from bilten_app.kit.typed import one_line

MOST_CODES = 10
TRIES_EACH, TRIES_ADDRESS, TRIES_PER_S = 10, 120, 60
MOST_COMPANY = 120
UNKNOWN_ID = msgid("The register does not know this number. Check it, or leave it empty.")
OTHER_COUNTRY = msgid("This number begins with another country than the one you chose.")
NO_COMPANY = msgid("Write the name of the business, at most 120 characters.")


async def count_try(rt: Runtime, actor: Actor, address: str) -> None:
    """Count one code that somebody types, so that none is found by trying. Raises TooMany."""
    limits = rt.gateways.limits
    if actor.visitor:
        await limits.hit("codes", actor.visitor, limit=TRIES_EACH, per_s=TRIES_PER_S)
    await limits.hit("codes-address", address, limit=TRIES_ADDRESS, per_s=TRIES_PER_S)


async def add_code(uow: UnitOfWork, *, order_id: UUID, code: str) -> Quote:
    """Bring one more code, a promotion's or a gift card's.

    Raises CodeRefused, CodeBrought, TooManyCodes, and what `bring` raises.
    """
    ask = await _asked(uow, order_id)
    if card_key(code) in ask.cards or _same(ask.codes, code):
        raise CodeBrought
    if len(ask.codes) + len(ask.cards) >= MOST_CODES:
        raise TooManyCodes(most=MOST_CODES)
    quote = await bring(uow, order_id=order_id, ask=replace(ask, codes=ask.codes | {code}))
    if why := quote.refused.get(promo_code(code)) or quote.refused.get(promo_code(card_key(code))):
        raise CodeRefused(why)
    return quote


async def drop_code(uow: UnitOfWork, *, order_id: UUID, code: str) -> Quote:
    """Take a code back, or the card of a key. Harmless twice.

    Raises TypeLocked where hidden tickets need it.
    """
    ask = await _asked(uow, order_id)
    left = replace(ask, codes=ask.codes - {code}, cards=ask.cards - {code})
    return await bring(uow, order_id=order_id, ask=left)


async def use_credit(uow: UnitOfWork, *, order_id: UUID, use: bool) -> Quote:
    """Pay with credit first, or not. Raises CreditNotYours for who has proven no address."""
    ask = await _asked(uow, order_id)
    email = uow.actor.email if use else ask.email
    return await bring(uow, order_id=order_id, ask=replace(ask, use_credit=use, email=email))


async def name_address(uow: UnitOfWork, *, order_id: UUID, email: str) -> None:
    """Price an open order for the groups that an address belongs to; credit keeps its owner's.

    A ticket that is sold on costs the same for everybody.
    """
    order = await uow.get(Order, order_id, lock=True)
    ask = read_ask(order.asked)
    if order.listing_id is None and ask.email != email and not ask.use_credit:
        await bring(uow, order_id=order_id, ask=replace(ask, email=email))


async def name_business(
    rt: Runtime, actor: Actor, *, order_id: UUID, company: str, country: str, vat_id: str
) -> Quote:
    """Say for which business an order is; empty words are nobody's. Raises BadBusiness.

    A register that is down stops nobody: tax is charged, and the register is asked again later. A
    number that is refused is not kept, nor the one before it.
    """
    company, vat_id = one_line(company), one_line(vat_id)
    if (company or vat_id) and not 0 < len(company) <= MOST_COMPANY:
        raise BadBusiness({"company": NO_COMPANY})
    buyer = await pricing.check_vat(rt, reference=order_id, vat_id=_whole(country, vat_id))
    problem = _problem(buyer, country)
    if problem:
        buyer = await pricing.check_vat(rt, reference=order_id, vat_id="")
    async with rt.unit_of_work(actor) as uow:
        ask = await _asked(uow, order_id)
        named = replace(ask, buyer=replace(buyer, company=company))
        quote = await bring(uow, order_id=order_id, ask=named)
    if problem:
        raise BadBusiness({"vat_id": problem})
    return quote


async def _asked(uow: UnitOfWork, order_id: UUID) -> Ask:
    """Return what the buyer brought so far; nobody else adds to it until we are done."""
    return read_ask((await uow.get(Order, order_id, lock=True)).asked)


def _same(codes: Iterable[str], code: str) -> bool:
    return any(
        promo_code(one) == promo_code(code) or normal_code(one) == normal_code(code)
        for one in codes
    )


def _problem(buyer: TaxBuyer, country: str) -> str:
    """Return what is wrong with a VAT id, or nothing."""
    if buyer.standing is VatStanding.invalid:
        return UNKNOWN_ID
    return OTHER_COUNTRY if buyer.country and country not in {"", buyer.country} else ""


def _whole(country: str, vat_id: str) -> str:
    """Return a VAT id with its country in front, as registers want it."""
    return vat_id if vat_id[:2].isalpha() or not vat_id else f"{country}{vat_id}"
