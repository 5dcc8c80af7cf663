"""Gift cards and credit as those who hold them see them."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.pricing.models import Purse
from bilten_app.domains.pricing.public.views import CardBalance
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import normal_code, token_hash
from bilten_app.kit.mailbox import mailbox_key
from bilten_app.kit.money import Money


async def card_by_code(session: AsyncSession, code: str) -> CardBalance | None:
    """Return the gift card of a code as typed, or None. Who knows the code may know the balance."""
    chosen = select(Purse).where(col(Purse.code_hash) == token_hash(normal_code(code)))
    row = (await session.execute(chosen)).scalar_one_or_none()
    return row and _balance(row)


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


def _balance(row: Purse) -> CardBalance:
    return CardBalance(
        organizer_id=row.organizer_id,
        tail=row.code_tail,
        balance=Money(row.balance_minor, row.currency),
        expires_at=row.expires_at,
        paused=row.paused,
    )
