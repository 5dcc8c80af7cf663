"""Gift cards and credit as those who hold them see them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, func, select

from bilten_app.domains.pricing.models import PromoRow, Purse
from bilten_app.domains.pricing.public import Ask, card_key, may_be_card, promo_code
from bilten_app.domains.pricing.public.views import CardBalance
from bilten_app.infra.telling import Told, told_rows
from bilten_app.kit.errors import NotFound
from bilten_app.kit.mailbox import mailbox_key
from bilten_app.kit.money import Money
from bilten_app.kit.personal import Person


async def card_by_code(session: AsyncSession, code: str) -> CardBalance | None:
    """Return the gift card of a code as typed, or None. Who knows the code may know the balance."""
    key = card_key(code)
    return (await cards_by_key(session, [key])).get(key)


async def cards_by_key(session: AsyncSession, keys: Collection[str]) -> Mapping[str, CardBalance]:
    """Return key → gift card, for whoever brought its code."""
    if not keys:
        return {}
    hashes = [bytes.fromhex(key) for key in keys]
    chosen = select(Purse).where(col(Purse.code_hash).in_(hashes))
    rows = (await session.execute(chosen)).scalars()
    return {row.code_hash.hex(): _balance(row) for row in rows if row.code_hash}


async def without_secrets(session: AsyncSession, ask: Ask) -> Ask:
    """Return what may be written down of an ask: the keys of gift cards instead of their codes.

    A card's code with a slip in it gives away nearly all of it: what is as long as one and is no
    promotion's is not written down either. Nothing is asked where no code can be a card's.
    """
    keys = {code: card_key(code) for code in ask.codes if may_be_card(code)}
    if not keys:
        return ask
    known = await cards_by_key(session, set(keys.values()))
    typed = {promo_code(code) for code, key in keys.items() if key not in known}
    chosen = select(col(PromoRow.code)).where(col(PromoRow.code).in_(typed))
    promos = set((await session.execute(chosen)).scalars()) if typed else set[str]()
    secret = {code for code, key in keys.items() if key in known or promo_code(code) not in promos}
    cards = ask.cards | {keys[code] for code in secret}
    return replace(ask, codes=ask.codes - secret, cards=cards)


async def card(session: AsyncSession, card_id: UUID) -> CardBalance:
    """Return a gift card, or raise NotFound. Not for doors: those know its code."""
    row = await session.get(Purse, card_id)
    if row is None:
        raise NotFound
    return _balance(row)


async def credit_of(
    session: AsyncSession, *, organizer_id: UUID, email: str, currency: str
) -> Money:
    """Return what credit a person has at an organizer. The caller has proven who they are."""
    chosen = select(col(Purse.balance_minor)).filter_by(
        kind="store_credit",
        organizer_id=organizer_id,
        identity=mailbox_key(email),
        currency=currency,
        paused=False,
    )
    return Money((await session.execute(chosen)).scalar_one_or_none() or 0, currency)


async def credits_of(session: AsyncSession, email: str) -> Sequence[Money]:
    """Return the credit in somebody's name, as a sum for each currency."""
    left = func.sum(col(Purse.balance_minor))
    chosen = (
        select(col(Purse.currency), left)
        .where(col(Purse.kind) == "store_credit", col(Purse.identity) == mailbox_key(email))
        .group_by(col(Purse.currency))
        .having(left > 0)
        .order_by(col(Purse.currency))
    )
    return [Money(int(minor), currency) for currency, minor in await session.execute(chosen)]


def _balance(row: Purse) -> CardBalance:
    return CardBalance(
        organizer_id=row.organizer_id,
        tail=row.code_tail,
        balance=Money(row.balance_minor, row.currency),
        expires_at=row.expires_at,
        paused=row.paused,
    )


async def personal_data(session: AsyncSession, person: Person) -> Told:
    """Return the credit in a person's name."""
    return await told_rows(session, _PERSONAL, person)


_PERSONAL = {
    "credit": "SELECT o.name AS organizer, p.balance_minor, p.currency, p.expires_at FROM purses p"
    " JOIN organizers o ON o.id = p.organizer_id WHERE p.identity = :mailbox ORDER BY p.id",
}
