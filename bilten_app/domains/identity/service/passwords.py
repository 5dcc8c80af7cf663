"""Choosing another password: with the present one, or by a mailed link when it is forgotten."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlmodel import col

from bilten_app.domains.identity import queries
from bilten_app.domains.identity.models import EmailLink, Session, User
from bilten_app.domains.identity.public import (
    LinkPurpose,
    Mend,
    NotChanged,
    ResetAsked,
    SecurityMatter,
    SignedIn,
    Verb,
)
from bilten_app.domains.identity.rules import OPENED_BY_LEAKED, normal_email, password_problem
from bilten_app.domains.identity.service.devices import distrust_all
from bilten_app.domains.identity.service.links import found_link, new_link, spend_links
from bilten_app.domains.identity.service.opening import Browser
from bilten_app.domains.identity.service.registration import may_write_to
from bilten_app.domains.identity.service.security import tell_security
from bilten_app.domains.identity.service.sessions import drop_sessions, rotate
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor, ActorKind
from bilten_app.kit.errors import Unauthenticated
from bilten_app.kit.ids import new_id, token_hash

AN_HOUR = 3600
ASKS_AN_HOUR, TRIES_AN_HOUR = 10, 10


async def ask_reset(rt: Runtime, actor: Actor, *, email: str, address: str) -> None:
    """Let a link to choose a new password be mailed, if there is an account.

    Nothing here depends on whether there is: not the answer, and not how long it takes. `address`
    is the network address of the browser. Raises NotChanged for what is no address, TooMany when
    one browser asks too often; who is written to too often is written to no more.
    """
    await rt.gateways.limits.hit("reset", address, limit=ASKS_AN_HOUR, per_s=AN_HOUR)
    normal = normal_email(email)
    if normal is None:
        raise NotChanged({"email": Mend.bad_email})
    if await may_write_to(rt, normal):
        async with rt.unit_of_work(actor) as uow:
            uow.enqueue("identity.mail_reset", {"email": normal, "link_id": str(new_id())})


async def mail_reset(rt: Runtime, *, email: str, link_id: str, **_: object) -> None:
    """Write down a link and let it be mailed. Job; harmless twice: the id makes one link."""
    async with rt.unit_of_work() as uow:
        chosen = select(col(User.id)).where(func.lower(col(User.email)) == email.lower())
        user_id = (await uow.session.execute(chosen)).scalar_one_or_none()
        if user_id is None or await uow.session.get(EmailLink, UUID(link_id)):
            return
        await new_link(rt, uow, user_id, LinkPurpose.reset, link_id=UUID(link_id))
        uow.record(ResetAsked(user_id, UUID(link_id)))
        uow.audit(Verb.reset_asked, user_id)


async def reset_password(
    rt: Runtime, actor: Actor, *, token: str, password: str, address: str, agent: str = ""
) -> None:
    """Choose a password by a mailed link: it proves the address, and ends every session.

    Raises LinkGone, NotChanged or TooMany.
    """
    await rt.gateways.limits.hit("reset-link", address, limit=TRIES_AN_HOUR, per_s=AN_HOUR)
    async with rt.unit_of_work(actor) as uow:
        link = await found_link(uow, token, LinkPurpose.reset)
        user = await uow.get(User, link.user_id)
    _refuse_weak(password, user)
    password_hash = await rt.passwords.make_hash(password)
    async with rt.unit_of_work(actor) as uow:
        link = await found_link(uow, token, LinkPurpose.reset)
        user = await uow.get(User, link.user_id, lock=True)
        user.password_hash, user.verified_at = password_hash, _proven(user, uow)
        await uow.flush()
        await spend_links(uow, user.id, LinkPurpose.reset, LinkPurpose.verify, LinkPurpose.change)
        await drop_sessions(uow, user.id)
        await distrust_all(uow, user.id)
        uow.audit(Verb.password_reset, user.id)
        tell_security(uow, user.id, SecurityMatter.password_reset, Browser(address, agent))


async def change_password(
    rt: Runtime,
    actor: Actor,
    *,
    token: str,
    current: str,
    password: str,
    address: str,
    agent: str = "",
) -> SignedIn:
    """Choose another password: every other session ends, and this one gets another token.

    Raises NotChanged or TooMany.
    """
    user = await own_user(rt, actor, current)
    _refuse_weak(password, user)
    password_hash = await rt.passwords.make_hash(password)
    async with rt.unit_of_work(actor) as uow:
        locked = await uow.get(User, user.id, lock=True)
        locked.password_hash = password_hash
        await spend_links(uow, user.id, LinkPurpose.reset)
        await _let_open(uow, token)
        signed_in = await rotate(uow, actor, token=token)
        await drop_sessions(uow, user.id, but=signed_in.token)
        uow.audit(Verb.password_changed, user.id)
        tell_security(uow, user.id, SecurityMatter.password_changed, Browser(address, agent))
        return signed_in


async def replace_leaked(
    rt: Runtime, *, token: str, current: str, password: str, address: str, agent: str = ""
) -> SignedIn:
    """Choose a password in place of a leaked one: the session it opened is a session from then on.

    Raises Unauthenticated, NotChanged or TooMany.
    """
    async with rt.read() as session:
        found = await queries.who_must_choose(session, session_token=token, now=rt.clock.now())
    if found is None:
        raise Unauthenticated
    actor = Actor(ActorKind.user, user_id=found[0])
    return await change_password(
        rt, actor, token=token, current=current, password=password, address=address, agent=agent
    )


async def own_user(rt: Runtime, actor: Actor, password: str) -> User:
    """Return the actor's account when this is its password. Raises NotChanged or TooMany."""
    user_id = actor.require_user()
    await rt.gateways.limits.hit("own-password", str(user_id), limit=TRIES_AN_HOUR, per_s=AN_HOUR)
    async with rt.read() as session:
        user = await session.get(User, user_id)
    if user is not None and not user.password_hash:
        raise NotChanged({"current": Mend.no_password})
    if user is None or not await rt.passwords.is_right(password, user.password_hash):
        raise NotChanged({"current": Mend.wrong_current})
    return user


def _refuse_weak(password: str, user: User) -> None:
    problem = password_problem(password, user.email, user.name)
    if problem:
        raise NotChanged({"password": problem})


async def _let_open(uow: UnitOfWork, token: str) -> None:
    """Let a session that a leaked password opened be one like any other."""
    whole = update(Session).where(
        col(Session.token_hash) == token_hash(token), col(Session.opened_by) == OPENED_BY_LEAKED
    )
    await uow.session.execute(whole.values(opened_by=""))


def _proven(user: User, uow: UnitOfWork) -> datetime:
    return user.verified_at or uow.clock.now()
