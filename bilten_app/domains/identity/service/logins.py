"""Signing in by others: to a provider and back, and what it opens.

A login that we do not know opens no account that exists: whoever brings it proves that account
too, in the same browser, and says that they shall belong together.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from bilten_app.domains.identity.models import Login, LoginClaim, User
from bilten_app.domains.identity.public import (
    Arrived,
    ClaimGone,
    LoginAnswer,
    LoginPurpose,
    LoginTaken,
    SecurityMatter,
    SignedIn,
    Suspended,
    Verb,
)
from bilten_app.domains.identity.rules import normal_email
from bilten_app.domains.identity.rules.accounts import MAX_NAME
from bilten_app.domains.identity.rules.logins import CLAIM_LASTS, redirect_uri, round_of
from bilten_app.domains.identity.service.entering import enter, let_in
from bilten_app.domains.identity.service.opening import Browser
from bilten_app.domains.identity.service.registration import new_user
from bilten_app.domains.identity.service.rounds import Rounding, login_of, note_unvouched
from bilten_app.domains.identity.service.security import tell_security
from bilten_app.domains.identity.service.sessions import rotate
from bilten_app.domains.identity.service.ways import require_other_way
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_id, new_token, token_hash
from bilten_app.kit.text import DEFAULT_LOCALE
from bilten_app.kit.typed import one_line
from bilten_app.ports.signin import NotVouched, Person

NO_PASSWORD = ""


async def arrive_by(
    rt: Runtime,
    actor: Actor,
    rounding: Rounding,
    answer: LoginAnswer,
    *,
    browser: Browser,
    devices: Sequence[str] = (),
    session_token: str = "",
    locale: str = DEFAULT_LOCALE,
    domains: Collection[str] | None = None,
) -> Arrived:
    """Find out who a round brought, and do what it was for.

    An organization's own issuer speaks for the addresses of its `domains`, and for no others.
    Raises NotVouched, Unavailable, Suspended, or LoginTaken.
    """
    wanted = round_of(
        rt.vault, rounding.id,
        redirect_uri=redirect_uri(rt.settings.origin, rounding.registration.name),
        is_again=rounding.purpose is LoginPurpose.prove,
    )  # fmt: skip
    provider = rounding.registration.name
    try:
        person = await rt.gateways.providers.read(
            rounding.registration, wanted, code=answer.code, issuer=answer.issuer
        )
        if domains is not None:
            person = _of_domain(person, domains)
    except NotVouched as refused:
        await note_unvouched(rt, actor, provider, refused)
        raise
    async with rt.unit_of_work(actor) as uow:
        if rounding.purpose is LoginPurpose.sign_in:
            name = person.name or answer.name
            return await _sign_in(uow, rounding, person, name, browser, devices, locale)
        user_id = actor.require_own_hand()
        if rounding.purpose is LoginPurpose.link:
            await link(uow, user_id, provider, person.subject, _email(person), browser)
        else:
            login = await login_of(uow, user_id, provider)
            if login is None or login.subject != person.subject:
                raise NotVouched("somebody else came to prove")
            uow.audit(Verb.proved, user_id, by=provider)
        return Arrived(await rotate(uow, actor, token=session_token))


async def claim_login(
    rt: Runtime, actor: Actor, *, token: str, session_token: str, browser: Browser
) -> tuple[SignedIn, str]:
    """Let a login that this browser brought open the actor's account too; return where it wished.

    The session gets another token. Raises ClaimGone, LoginTaken or ProofNeeded.
    """
    user_id = actor.require_own_hand()
    actor.require_recent_proof()
    async with rt.unit_of_work(actor) as uow:
        spent = (
            delete(LoginClaim)
            .where(
                col(LoginClaim.token_hash) == token_hash(token),
                col(LoginClaim.expires_at) > uow.clock.now(),
            )
            .returning(LoginClaim)
        )
        claim = (await uow.session.execute(spent)).scalar_one_or_none()
        if claim is None:
            raise ClaimGone
        await link(uow, user_id, claim.provider, claim.subject, claim.email, browser)
        return await rotate(uow, actor, token=session_token), claim.wished


async def unlink_login(rt: Runtime, actor: Actor, *, provider: str, browser: Browser) -> None:
    """Let a provider open the account no more. Raises NotFound, LastWayIn or ProofNeeded."""
    user_id = actor.require_own_hand()
    actor.require_recent_proof()
    async with rt.unit_of_work(actor) as uow:
        await uow.get(User, user_id, lock=True)
        login = await login_of(uow, user_id, provider)
        if login is None:
            raise NotFound
        await uow.session.delete(login)
        await uow.session.flush()
        await require_other_way(rt, uow, user_id)
        uow.audit(Verb.login_unlinked, user_id, provider=provider)
        tell_security(uow, user_id, SecurityMatter.login_unlinked, browser)


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
        known = await login_of(uow, user_id, provider)
        if known is None or known.subject != subject:
            raise LoginTaken
        return
    uow.audit(Verb.login_linked, user_id, provider=provider)
    tell_security(uow, user_id, SecurityMatter.login_linked, browser)


async def _sign_in(
    uow: UnitOfWork,
    rounding: Rounding,
    person: Person,
    name: str,
    browser: Browser,
    devices: Sequence[str],
    locale: str,
) -> Arrived:
    provider = rounding.registration.name
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
        login.used_at, login.email = uow.clock.now(), _email(person)
        signed_in = await enter(uow, user.id, browser, devices, opened_by=provider)
        return Arrived(signed_in, claims=person.claims)
    user_id = await _made(uow, person, name, locale)
    if user_id is not None:
        uow.audit(Verb.registered, user_id, by=provider)
        await link(uow, user_id, provider, person.subject, _email(person), browser)
        signed_in = await let_in(uow, user_id, browser, devices, opened_by=provider)
        return Arrived(signed_in, claims=person.claims)
    token = new_token()
    uow.add(
        LoginClaim(
            provider=provider, subject=person.subject, email=_email(person),
            token_hash=token_hash(token), wished=rounding.wished,
            expires_at=uow.clock.now() + CLAIM_LASTS,
        )
    )  # fmt: skip
    return Arrived(None, token, int(CLAIM_LASTS.total_seconds()), _email(person))


async def _made(uow: UnitOfWork, person: Person, name: str, locale: str) -> UUID | None:
    """Make an account for an address that the provider has checked and nobody has; else None."""
    email = _email(person)
    if not email or not person.is_proven:
        return None
    said = one_line(name)[:MAX_NAME].strip() or email.partition("@")[0][:MAX_NAME]
    return await new_user(uow, email, said, NO_PASSWORD, locale, verified_at=uow.clock.now())


def _of_domain(person: Person, domains: Collection[str]) -> Person:
    """Return a person whose address is of a domain that was proven, or raise NotVouched."""
    if _email(person).rpartition("@")[2].lower() not in domains:
        raise NotVouched("an address of somebody else's domain")
    return replace(person, is_proven=True)


def _email(person: Person) -> str:
    """Return the address that a provider told, in its one spelling; nothing where it is none."""
    return normal_email(person.email) or ""
