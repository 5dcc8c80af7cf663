"""Signing in and out, here and elsewhere."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlmodel import col

from bilten_app.domains.identity.models import Session, User
from bilten_app.domains.identity.public import (
    LinkPurpose,
    SignedIn,
    Suspended,
    UserId,
    Verb,
    WrongPassword,
)
from bilten_app.domains.identity.rules import (
    ABSOLUTE,
    OPENED_BY_LEAKED,
    is_leaked,
    network_of,
    normal_email,
)
from bilten_app.domains.identity.service.devices import known_device
from bilten_app.domains.identity.service.entering import enter
from bilten_app.domains.identity.service.links import found_link, send_verification, verify
from bilten_app.domains.identity.service.opening import Browser
from bilten_app.domains.identity.service.registration import account_key, may_write_to
from bilten_app.domains.identity.service.stuffing import count_failure
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_token, token_hash

ADDRESS_WINDOWS = ((5, 60), (60, 3600))
ACCOUNT_WINDOWS = ((5, 60), (15, 900), (30, 3600))
NOBODY = UUID(int=0)


async def sign_in(
    rt: Runtime,
    actor: Actor,
    *,
    email: str,
    password: str,
    address: str,
    agent: str = "",
    devices: Sequence[str] = (),
) -> SignedIn:
    """Open a session, or the half of one that waits for a second step.

    An unknown address takes as long as a wrong password and gets its answer. So does an address
    that was never confirmed, whose owner gets another link. What a leaked password opens is worth
    nothing until another one is chosen (`replace_leaked`). Raises WrongPassword, or TooMany: see
    `_count`. `devices` are the tokens by which this browser may be known.
    """
    normal = normal_email(email) or ""
    user = await checked_user(rt, actor, normal, password, address, devices)
    newer = None
    if rt.passwords.is_outdated(user.password_hash):
        newer = await rt.passwords.make_hash(password)
    async with rt.unit_of_work(actor) as uow:
        if newer:
            stronger = update(User).where(col(User.id) == user.id)
            await uow.session.execute(stronger.values(password_hash=newer))
        return await enter(
            uow, user.id, Browser(address, agent), devices, opened_by=_opened_by(password)
        )


async def sign_in_by_link(
    rt: Runtime,
    actor: Actor,
    *,
    token: str,
    password: str,
    address: str,
    agent: str = "",
    devices: Sequence[str] = (),
) -> tuple[SignedIn, str]:
    """Follow the link that proves an address, and open a session; return where it was wished to.

    The browser that made the account is let in by the link alone. Any other shows the password
    too: a stranger's account must not be confirmed by whoever reads its mail in passing. Raises
    LinkGone, WrongPassword or TooMany.
    """
    async with rt.unit_of_work(actor) as uow:
        link = await found_link(uow, token, LinkPurpose.verify)
        user = await uow.get(User, link.user_id)
        details = link.details
    by = ""
    if not actor.visitor or details.get("visitor") != actor.visitor:
        by = _opened_by(password)
        await _count(rt, user.email, address, "")
        if not await rt.passwords.is_right(password, user.password_hash):
            await _note_failure(rt, actor, user.email, user, address)
            raise WrongPassword
    async with rt.unit_of_work(actor) as uow:
        user_id = await verify(uow, token=token)
        signed_in = await enter(uow, user_id, Browser(address, agent), devices, opened_by=by)
        return signed_in, details.get("wished") or ""


async def checked_user(
    rt: Runtime, actor: Actor, email: str, password: str, address: str, devices: Sequence[str]
) -> User:
    """Return whose address and password these are. Raises WrongPassword, Suspended or TooMany."""
    async with rt.unit_of_work(actor) as uow:
        chosen = select(User).where(func.lower(col(User.email)) == email.lower())
        user = (await uow.session.execute(chosen)).scalar_one_or_none()
        device = await known_device(uow, user.id if user else NOBODY, devices)
    await _count(rt, email, address, f"{device.id}" if device else "")
    right = await rt.passwords.is_right(password, user and user.password_hash)
    if user is None or not right or user.verified_at is None:
        is_to_confirm = right and await may_write_to(rt, email)
        await _note_failure(rt, actor, email, user, address, is_to_confirm=is_to_confirm)
        raise WrongPassword
    if user.suspended_at is not None:
        raise Suspended
    return user


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


async def end_session(uow: UnitOfWork, actor: Actor, *, session_id: UUID) -> None:
    """End one of the actor's own sessions; another's is NotFound."""
    user_id = actor.require_user()
    ended = (
        delete(Session)
        .where(col(Session.id) == session_id, col(Session.user_id) == user_id)
        .returning(col(Session.id))
    )
    if (await uow.session.execute(ended)).scalar_one_or_none() is None:
        raise NotFound
    uow.audit(Verb.sessions_ended, user_id, sessions=[str(session_id)])


async def end_other_sessions(uow: UnitOfWork, actor: Actor, *, token: str) -> int:
    """End every session of the actor's but the one of this token; return how many."""
    return await drop_sessions(uow, actor.require_user(), but=token)


async def drop_sessions(uow: UnitOfWork, user_id: UUID, *, but: str = "") -> int:
    """End a user's sessions, all or all but one; return how many."""
    ended = (
        delete(Session)
        .where(col(Session.user_id) == user_id, col(Session.token_hash) != token_hash(but))
        .returning(col(Session.id))
    )
    ids = (await uow.session.execute(ended)).scalars().all()
    if ids:
        uow.audit(Verb.sessions_ended, user_id, sessions=[str(one) for one in ids])
    return len(ids)


async def rotate(uow: UnitOfWork, actor: Actor, *, token: str) -> SignedIn:
    """Give a session another token because what it may do has changed; the old one opens nothing.

    Raises NotFound when it is not a session of the actor's.
    """
    newer, now = new_token(), uow.clock.now()
    renewed = (
        update(Session)
        .where(
            col(Session.token_hash) == token_hash(token),
            col(Session.user_id) == actor.require_user(),
            col(Session.expires_at) > now,
        )
        .values(token_hash=token_hash(newer), proved_at=now)
        .returning(col(Session.created_at))
    )
    began = (await uow.session.execute(renewed)).scalar_one_or_none()
    if began is None:
        raise NotFound
    return SignedIn(
        UserId(actor.require_user()), newer, int((began + ABSOLUTE - now).total_seconds())
    )


async def forget_ended_sessions(rt: Runtime) -> None:
    """Delete sessions that are over. Scheduled daily; harmless when repeated."""
    async with rt.unit_of_work() as uow:
        await uow.session.execute(delete(Session).where(col(Session.expires_at) <= uow.clock.now()))


def _opened_by(password: str) -> str:
    return OPENED_BY_LEAKED if is_leaked(password) else ""


async def _count(rt: Runtime, email: str, address: str, device: str) -> None:
    """Let attempts wait, the longer the more there are: a minute, a quarter of an hour, an hour.

    They are counted for the network address and for the account. A browser in which the owner has
    signed in before has a count of its own: strangers who use up theirs keep nobody out.
    """
    for limit, per_s in ADDRESS_WINDOWS:
        await rt.gateways.limits.hit("sign-in", address, limit=limit, per_s=per_s)
    account = f"{account_key(rt.vault, email)}:{device}"
    for limit, per_s in ACCOUNT_WINDOWS:
        await rt.gateways.limits.hit("sign-in-account", account, limit=limit, per_s=per_s)


async def _note_failure(
    rt: Runtime,
    actor: Actor,
    email: str,
    user: User | None,
    address: str,
    *,
    is_to_confirm: bool = False,
) -> None:
    """Write down that somebody did not get in; the same work whoever it was."""
    async with rt.unit_of_work(actor) as uow:
        account = account_key(rt.vault, email)
        await count_failure(uow, place=network_of(address), account=account)
        uow.audit(Verb.sign_in_failed, user.id if user else f"account:{account}")
        if user and is_to_confirm:
            await send_verification(rt, uow, user.id)
