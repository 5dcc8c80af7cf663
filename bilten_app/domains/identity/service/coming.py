"""Somebody has come, and it is known who: let in, linked, proved, or left with a claim.

A login that we do not know opens no account that exists: whoever brings it proves that account
too, in the same browser, and says that they shall belong together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from bilten_app.domains.identity.models import Login, LoginClaim, User
from bilten_app.domains.identity.public import (
    Arrived,
    LoginPurpose,
    LoginTaken,
    SecurityMatter,
    Suspended,
    Verb,
)
from bilten_app.domains.identity.rules import normal_email
from bilten_app.domains.identity.rules.accounts import MAX_NAME
from bilten_app.domains.identity.rules.logins import CLAIM_LASTS
from bilten_app.domains.identity.service.entering import enter, let_in
from bilten_app.domains.identity.service.opening import Browser
from bilten_app.domains.identity.service.registration import new_user
from bilten_app.domains.identity.service.rounds import Rounding
from bilten_app.domains.identity.service.security import tell_security
from bilten_app.domains.identity.service.sessions import rotate
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.ids import new_id, new_token, token_hash
from bilten_app.kit.text import DEFAULT_LOCALE
from bilten_app.kit.typed import one_line
from bilten_app.ports.signin import NotVouched, Person

NO_PASSWORD = ""


@dataclass(frozen=True, slots=True)
class Comer:
    """The browser that comes back: what it is known by, its session if it has one, its language."""

    browser: Browser
    devices: Sequence[str] = ()
    session_token: str = ""
    locale: str = DEFAULT_LOCALE


async def come_as(
    rt: Runtime, actor: Actor, rounding: Rounding, person: Person, comer: Comer
) -> Arrived:
    """Do what a round was for, now that it is known who came.

    Raises Suspended, LoginTaken, or NotVouched for somebody else than who was to prove it.
    """
    provider = rounding.provider
    async with rt.unit_of_work(actor) as uow:
        if rounding.purpose is LoginPurpose.sign_in:
            return await _sign_in(uow, rounding, person, comer)
        user_id = actor.require_own_hand()
        if rounding.purpose is LoginPurpose.link:
            await link(uow, user_id, provider, person.subject, email_of(person), comer.browser)
        elif await owner_of(uow, provider, person.subject) == user_id:
            uow.audit(Verb.proved, user_id, by=provider)
        else:
            raise NotVouched("somebody else came to prove")
        return Arrived(await rotate(uow, actor, token=comer.session_token))


async def link(
    uow: UnitOfWork, user_id: UUID, provider: str, subject: str, email: str, browser: Browser
) -> None:
    """Let a login open an account; twice is as once. Raises LoginTaken."""
    row = {
        "id": new_id(), "user_id": user_id, "provider": provider, "subject": subject,
        "email": email, "created_at": uow.clock.now(),
    }  # fmt: skip
    made = insert(Login).values(row).on_conflict_do_nothing().returning(col(Login.id))
    if (await uow.session.execute(made)).scalar_one_or_none() is None:
        if await owner_of(uow, provider, subject) != user_id:
            raise LoginTaken
        return
    uow.audit(Verb.login_linked, user_id, provider=provider)
    tell_security(uow, user_id, SecurityMatter.login_linked, browser)


async def owner_of(uow: UnitOfWork, provider: str, subject: str) -> UUID | None:
    """Return whose account a login opens; None where it opens none."""
    chosen = select(col(Login.user_id)).where(
        col(Login.provider) == provider, col(Login.subject) == subject
    )
    return (await uow.session.execute(chosen)).scalar_one_or_none()


async def _sign_in(uow: UnitOfWork, rounding: Rounding, person: Person, comer: Comer) -> Arrived:
    provider, browser, devices = rounding.provider, comer.browser, comer.devices
    chosen = (
        select(Login)
        .where(col(Login.provider) == provider, col(Login.subject) == person.subject)
        .with_for_update()
    )
    login = (await uow.session.execute(chosen)).scalar_one_or_none()
    if login is not None:
        user = await uow.get(User, login.user_id)
        if user.suspended_at is not None:
            raise Suspended
        login.used_at, login.email = uow.clock.now(), email_of(person)
        signed_in = await enter(uow, user.id, browser, devices, opened_by=provider)
        return Arrived(signed_in, claims=person.claims)
    user_id = await _made(uow, person, comer.locale)
    if user_id is not None:
        uow.audit(Verb.registered, user_id, by=provider)
        await link(uow, user_id, provider, person.subject, email_of(person), browser)
        signed_in = await let_in(uow, user_id, browser, devices, opened_by=provider)
        return Arrived(signed_in, claims=person.claims)
    token = new_token()
    uow.add(
        LoginClaim(
            provider=provider, subject=person.subject, email=email_of(person),
            token_hash=token_hash(token), wished=rounding.wished,
            expires_at=uow.clock.now() + CLAIM_LASTS,
        )
    )  # fmt: skip
    return Arrived(None, token, int(CLAIM_LASTS.total_seconds()), email_of(person))


async def _made(uow: UnitOfWork, person: Person, locale: str) -> UUID | None:
    """Make an account for an address that the provider has checked and nobody has; else None."""
    email = email_of(person)
    if not email or not person.is_proven:
        return None
    said = one_line(person.name)[:MAX_NAME].strip() or email.partition("@")[0][:MAX_NAME]
    return await new_user(uow, email, said, NO_PASSWORD, locale, verified_at=uow.clock.now())


def email_of(person: Person) -> str:
    """Return the address that a provider told, in its one spelling; nothing where it is none."""
    return normal_email(person.email) or ""
