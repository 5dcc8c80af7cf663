"""Making an account. Nobody who tries learns whether the address has one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from bilten_app.domains.identity.models import EmailLink, User
from bilten_app.domains.identity.public import (
    LinkPurpose,
    NotRegistered,
    Registered,
    SignUpTried,
    UserId,
    Verb,
    VerificationAsked,
)
from bilten_app.domains.identity.rules import normal_email, registration_problems
from bilten_app.domains.identity.service.links import new_link
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.infra.vault import Vault
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import TooMany
from bilten_app.kit.ids import new_id
from bilten_app.kit.text import DEFAULT_LOCALE
from bilten_app.kit.typed import one_line

AN_HOUR = 3600
MAILS_AN_HOUR = 3


async def register(
    rt: Runtime,
    actor: Actor,
    *,
    email: str,
    name: str,
    password: str,
    locale: str = DEFAULT_LOCALE,
    address: str = "",
    wished: str = "",
) -> UserId | None:
    """Make an account and send the link that proves its address; `wished` is where it leads.

    Return None where the address has an account: its owner is told by mail, and whoever shows an
    answer shows the same. `address` is the network address of the browser, for the rate limit.
    Raises NotRegistered with a sentence for each field.
    """
    await rt.gateways.limits.hit("sign-up", address, limit=20, per_s=AN_HOUR)
    normal, name = normal_email(email), one_line(name)
    problems = registration_problems(normal, name, password)
    if normal is None or problems:
        raise NotRegistered(dict(problems))
    may_tell = await may_write_to(rt, normal)
    password_hash = await rt.passwords.make_hash(password)
    async with rt.unit_of_work(actor) as uow:
        user_id = await new_user(uow, normal, name, password_hash, locale)
        if user_id is None:
            await tell_owner(uow, normal, may_tell=may_tell)
            return None
        details = {"visitor": actor.visitor, "wished": wished}
        link_id = await new_link(rt, uow, user_id, LinkPurpose.verify, details=details)
        uow.record(Registered(user_id, link_id))
        uow.audit(Verb.registered, user_id)
    return UserId(user_id)


async def ask_again(rt: Runtime, actor: Actor, *, email: str, address: str) -> None:
    """Let the mail of a sign-up be sent again, if there was one; nobody learns whether.

    `address` is the network address of the browser. Raises TooMany when it asks too often.
    """
    await rt.gateways.limits.hit("verification-again", address, limit=10, per_s=AN_HOUR)
    normal = normal_email(email)
    if normal and await may_write_to(rt, normal):
        asked = {"email": normal, "link_id": str(new_id()), "visitor": actor.visitor}
        async with rt.unit_of_work(actor) as uow:
            uow.enqueue("identity.mail_again", asked)


async def mail_again(
    rt: Runtime, *, email: str, link_id: str, visitor: str | None, **_: object
) -> None:
    """Write another mail to who signed up. Job; harmless twice: the id makes one link."""
    async with rt.unit_of_work() as uow:
        chosen = select(User).where(func.lower(col(User.email)) == email.lower())
        user = (await uow.session.execute(chosen)).scalar_one_or_none()
        if user is None or await uow.session.get(EmailLink, UUID(link_id)):
            return
        if user.verified_at is not None:
            uow.record(SignUpTried(user.id, UUID(link_id)))
            return
        made = await new_link(
            rt, uow, user.id, LinkPurpose.verify,
            details={"visitor": visitor}, link_id=UUID(link_id),
        )  # fmt: skip
        uow.record(VerificationAsked(user.id, made))


async def may_write_to(rt: Runtime, email: str) -> bool:
    """Whether another mail may go to an address that a stranger typed; a few in an hour."""
    try:
        await rt.gateways.limits.hit(
            "account-mail", account_key(rt.vault, email), limit=MAILS_AN_HOUR, per_s=AN_HOUR
        )
    except TooMany:
        return False
    return True


async def tell_owner(uow: UnitOfWork, email: str, *, may_tell: bool) -> None:
    """Let the owner of an address know that somebody wanted an account with it."""
    chosen = select(col(User.id)).where(func.lower(col(User.email)) == email.lower())
    user_id = (await uow.session.execute(chosen)).scalar_one_or_none()
    if user_id is not None:
        uow.audit(Verb.sign_up_tried, user_id)
        if may_tell:
            uow.record(SignUpTried(user_id, new_id()))


def account_key(vault: Vault, email: str) -> str:
    """Return the name under which attempts at an account are counted, whether it exists or not.

    It stays in the audit, where nobody can try out addresses without our key.
    """
    return vault.derive("identity.accounts", email.casefold().encode()).hex()


async def new_user(
    uow: UnitOfWork,
    email: str,
    name: str,
    password_hash: str,
    locale: str,
    *,
    verified_at: datetime | None = None,
) -> UUID | None:
    """Write down a new account; None where somebody has the address."""
    row = {
        "id": new_id(),
        "email": email,
        "name": name,
        "password_hash": password_hash,
        "locale": locale,
        "verified_at": verified_at,
        "created_at": uow.clock.now(),
    }
    made = insert(User).values(row).on_conflict_do_nothing().returning(col(User.id))
    return (await uow.session.execute(made)).scalar_one_or_none()
