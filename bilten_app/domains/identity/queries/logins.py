"""By whom a person signs in, and whom a browser brought to be linked."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.identity.models import Login, LoginClaim, User
from bilten_app.domains.identity.public import (
    WALLET,
    ClaimGone,
    ClaimView,
    LoginView,
    WalletView,
)
from bilten_app.domains.identity.rules.wallets import EVERY_CHAIN, account_of, subject_of
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import token_hash


async def logins(session: AsyncSession, actor: Actor) -> Sequence[LoginView]:
    """Return the providers that open the actor's account, the oldest first."""
    chosen = (
        select(Login)
        .where(col(Login.user_id) == actor.require_user(), col(Login.provider) != WALLET)
        .order_by(col(Login.id))
    )
    return [
        LoginView(row.provider, row.email, row.created_at, row.used_at)
        for row in (await session.execute(chosen)).scalars()
    ]


async def wallets(session: AsyncSession, actor: Actor) -> Sequence[WalletView]:
    """Return the wallets that open the actor's account, the oldest first."""
    chosen = (
        select(Login)
        .where(col(Login.user_id) == actor.require_user(), col(Login.provider) == WALLET)
        .order_by(col(Login.id))
    )
    return [_wallet(row) for row in (await session.execute(chosen)).scalars()]


async def wallet_owners(session: AsyncSession, addresses: Collection[str]) -> Mapping[str, UUID]:
    """Return address → whose account its key opens, of those that open one."""
    subjects = {subject_of(EVERY_CHAIN, one): one for one in addresses}
    chosen = select(col(Login.subject), col(Login.user_id)).where(
        col(Login.provider) == WALLET, col(Login.subject).in_(subjects)
    )
    return {subjects[subject]: user for subject, user in await session.execute(chosen)}


async def has_password(session: AsyncSession, actor: Actor) -> bool:
    """Whether the actor ever chose a password."""
    chosen = select(col(User.password_hash) != "").where(col(User.id) == actor.require_user())
    return (await session.execute(chosen)).scalar_one()


async def login_claim(session: AsyncSession, *, token: str, now: datetime) -> ClaimView:
    """Return whom this browser brought, or raise ClaimGone."""
    chosen = select(LoginClaim).where(
        col(LoginClaim.token_hash) == token_hash(token), col(LoginClaim.expires_at) > now
    )
    claim = (await session.execute(chosen)).scalar_one_or_none()
    if claim is None:
        raise ClaimGone
    is_wallet = claim.provider == WALLET
    return ClaimView(claim.provider, account_of(claim.subject)[1] if is_wallet else claim.email)


def _wallet(row: Login) -> WalletView:
    chain_id, address = account_of(row.subject)
    return WalletView(
        row.id,
        address,
        None if chain_id == EVERY_CHAIN else chain_id,
        row.created_at,
        row.used_at,
    )
