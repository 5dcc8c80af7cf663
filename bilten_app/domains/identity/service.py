"""Register, prove the address, sign in, sign out."""

import base64
import hashlib
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from bilten_app.domains.identity.models import EmailLink, Session, User
from bilten_app.domains.identity.public import (
    LinkGone,
    LinkPurpose,
    Mend,
    NotRegistered,
    Registered,
    SignedIn,
    UserId,
    Verb,
    VerificationAsked,
    WrongPassword,
)
from bilten_app.domains.identity.rules import (
    ABSOLUTE,
    LINK_LASTS,
    MAX_PASSWORD,
    expiry,
    normal_email,
    registration_problems,
)
from bilten_app.infra import passwords
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_id, new_token, token_hash
from bilten_app.kit.text import DEFAULT_LOCALE
from bilten_app.kit.typed import one_line

A_MINUTE, AN_HOUR = 60, 3600
_LINK_BYTES = 24


async def register(
    rt: Runtime,
    actor: Actor,
    *,
    email: str,
    name: str,
    password: str,
    locale: str = DEFAULT_LOCALE,
    address: str = "",
) -> UserId:
    """Make an account and send the link that proves its address.

    `address` is the network address of the browser, for the rate limit. Raises NotRegistered with
    a sentence for each field.
    """
    await rt.gateways.limits.hit("sign-up", address, limit=20, per_s=AN_HOUR)
    normal, name = normal_email(email), one_line(name)
    problems = registration_problems(normal, name, password)
    if normal is None or problems:
        raise NotRegistered(dict(problems))
    password_hash = await passwords.make_hash(password)
    async with rt.unit_of_work(actor) as uow:
        user_id = await _new_user(uow, normal, name, password_hash, locale)
        link_id = _new_link(rt, uow, user_id)
        uow.record(Registered(user_id, link_id))
        uow.audit(Verb.registered, user_id)
    return UserId(user_id)


async def ask_verification(rt: Runtime, actor: Actor) -> None:
    """Send another link to the signed-in user; no mail goes to who has proven their address."""
    user_id = actor.require_user()
    await rt.gateways.limits.hit("verification", str(user_id), limit=3, per_s=10 * A_MINUTE)
    async with rt.unit_of_work(actor) as uow:
        user = await uow.get(User, user_id)
        if user.verified_at is None:
            link_id = _new_link(rt, uow, user_id)
            uow.record(VerificationAsked(user_id, link_id))


def link_token(rt: Runtime, link_id: UUID) -> str:
    """Return the secret part of a mailed link. It is derived each time and stored nowhere."""
    secret = rt.vault.derive("identity/link", link_id.bytes)[:_LINK_BYTES]
    return base64.urlsafe_b64encode(secret).decode()


async def verify(uow: UnitOfWork, *, token: str) -> UserId:
    """Accept a mailed link as the proof of an address.

    Following the link again is harmless while the address it proved stays proven.
    Raises LinkGone.
    """
    chosen = (
        select(EmailLink)
        .where(
            col(EmailLink.token_hash) == token_hash(token),
            col(EmailLink.purpose) == LinkPurpose.verify.value,
            col(EmailLink.expires_at) > uow.clock.now(),
        )
        .with_for_update()
    )
    link = (await uow.session.execute(chosen)).scalar_one_or_none()
    if link is None:
        raise LinkGone
    user = await uow.get(User, link.user_id, lock=True)
    if link.used_at is None:
        link.used_at = uow.clock.now()
    elif user.verified_at is None:
        raise LinkGone
    if user.verified_at is None:
        user.verified_at = uow.clock.now()
        uow.audit(Verb.verified, user.id)
    return UserId(user.id)


async def set_staff(uow: UnitOfWork, *, user_id: UUID, is_staff: bool) -> None:
    """Let a user into the platform's own pages, or out of them. Only the command line asks this."""
    user = await uow.get(User, user_id, lock=True)
    if user.is_staff != is_staff:
        user.is_staff = is_staff
        uow.audit(Verb.staff_changed, user_id, is_staff=is_staff)


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


async def _new_user(
    uow: UnitOfWork, email: str, name: str, password_hash: str, locale: str
) -> UUID:
    row = {
        "id": new_id(),
        "email": email,
        "name": name,
        "password_hash": password_hash,
        "locale": locale,
        "created_at": uow.clock.now(),
    }
    made = insert(User).values(row).on_conflict_do_nothing().returning(col(User.id))
    user_id = (await uow.session.execute(made)).scalar_one_or_none()
    if user_id is None:
        raise NotRegistered({"email": Mend.email_taken})
    return user_id


def _new_link(rt: Runtime, uow: UnitOfWork, user_id: UUID) -> UUID:
    now, link_id = uow.clock.now(), new_id()
    uow.add(
        EmailLink(
            id=link_id,
            user_id=user_id,
            purpose=LinkPurpose.verify.value,
            token_hash=token_hash(link_token(rt, link_id)),
            created_at=now,
            expires_at=now + LINK_LASTS,
        )
    )
    return link_id


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
