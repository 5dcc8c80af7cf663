"""Signing in and out."""

import hashlib
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlmodel import col

from bilten_app.domains.identity.models import Session, User
from bilten_app.domains.identity.public import SignedIn, UserId, Verb, WrongPassword
from bilten_app.domains.identity.rules import ABSOLUTE, MAX_PASSWORD, expiry, normal_email
from bilten_app.infra import passwords
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_token, token_hash
from bilten_app.kit.typed import one_line

A_MINUTE = 60


async def sign_in(
    rt: Runtime, actor: Actor, *, email: str, password: str, address: str, agent: str = ""
) -> SignedIn:
    """Open a session. An unknown address takes as long as a wrong password and gets its answer.

    Raises WrongPassword, or TooMany after five attempts in a minute, counted for the browser's
    network address and for the account alike.
    """
    normal = normal_email(email) or ""
    account = hashlib.sha256(normal.casefold().encode()).hexdigest()
    await rt.gateways.limits.hit("sign-in", address, limit=5, per_s=A_MINUTE)
    await rt.gateways.limits.hit("sign-in-account", account, limit=5, per_s=A_MINUTE)
    async with rt.read() as session:
        chosen = select(User).where(func.lower(col(User.email)) == normal.lower())
        user = (await session.execute(chosen)).scalar_one_or_none()
    right = await passwords.is_right(password[:MAX_PASSWORD], user and user.password_hash)
    if user is None or not right:
        raise WrongPassword
    newer = None
    if passwords.is_outdated(user.password_hash):
        newer = await passwords.make_hash(password)
    return await _open_session(rt, actor, user.id, newer, agent)


async def sign_out(uow: UnitOfWork, *, token: str) -> None:
    """End the session of this token; nothing happens when there is none."""
    ended = (
        delete(Session)
        .where(col(Session.token_hash) == token_hash(token))
        .returning(col(Session.user_id))
    )
    user_id = (await uow.session.execute(ended)).scalar_one_or_none()
    if user_id:
        uow.audit(Verb.signed_out, user_id)


async def forget_ended_sessions(rt: Runtime) -> None:
    """Delete sessions that are over. Scheduled daily; harmless when repeated."""
    async with rt.unit_of_work() as uow:
        await uow.session.execute(delete(Session).where(col(Session.expires_at) <= uow.clock.now()))


async def _open_session(
    rt: Runtime, actor: Actor, user_id: UUID, newer_hash: str | None, agent: str
) -> SignedIn:
    token = new_token()
    async with rt.unit_of_work(actor) as uow:
        now = uow.clock.now()
        uow.add(
            Session(
                user_id=user_id,
                token_hash=token_hash(token),
                agent=one_line(agent)[:200],
                created_at=now,
                seen_at=now,
                expires_at=expiry(now, now),
            )
        )
        if newer_hash:
            stronger = update(User).where(col(User.id) == user_id)
            await uow.session.execute(stronger.values(password_hash=newer_hash))
        uow.audit(Verb.signed_in, user_id)
    return SignedIn(UserId(user_id), token, int(ABSOLUTE.total_seconds()))
