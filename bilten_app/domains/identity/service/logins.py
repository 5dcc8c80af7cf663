"""Signing in by others: back from a provider, and linking and unlinking what it vouched for."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import delete
from sqlmodel import col

from bilten_app.domains.identity.models import LoginClaim, User
from bilten_app.domains.identity.public import (
    Arrived,
    ClaimGone,
    LoginAnswer,
    LoginPurpose,
    SecurityMatter,
    SignedIn,
    Verb,
)
from bilten_app.domains.identity.rules.logins import redirect_uri, round_of
from bilten_app.domains.identity.service.assertions import person_of_assertion
from bilten_app.domains.identity.service.coming import Comer, come_as, email_of, link
from bilten_app.domains.identity.service.opening import Browser
from bilten_app.domains.identity.service.rounds import Rounding, login_of, note_unvouched
from bilten_app.domains.identity.service.security import tell_security
from bilten_app.domains.identity.service.sessions import rotate
from bilten_app.domains.identity.service.ways import require_other_way
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import token_hash
from bilten_app.ports.signin import NotVouched, Person, ProviderKind, Registration


async def arrive_by(
    rt: Runtime,
    actor: Actor,
    rounding: Rounding,
    answer: LoginAnswer,
    *,
    registration: Registration,
    comer: Comer,
    domains: Collection[str] | None = None,
) -> Arrived:
    """Find out who a round brought, and do what it was for.

    An organization's own issuer speaks for the addresses of its `domains`, and for no others.
    Raises NotVouched, Unavailable, Suspended, or LoginTaken.
    """
    wanted = round_of(
        rt.vault, rounding.id,
        redirect_uri=redirect_uri(rt.settings.origin, registration),
        is_again=rounding.purpose is LoginPurpose.prove,
    )  # fmt: skip
    try:
        if registration.kind is ProviderKind.saml:
            person = await person_of_assertion(rt, rounding, answer.code)
        else:
            person = await rt.gateways.providers.read(
                registration, wanted, code=answer.code, issuer=answer.issuer
            )
        if domains is not None:
            person = _of_domain(person, domains)
    except NotVouched as refused:
        await note_unvouched(rt, actor, rounding.provider, refused)
        raise
    person = replace(person, name=person.name or answer.name)
    return await come_as(rt, actor, rounding, person, comer)


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


def _of_domain(person: Person, domains: Collection[str]) -> Person:
    """Return a person whose address is of a domain that was proven, or raise NotVouched."""
    if email_of(person).rpartition("@")[2].lower() not in domains:
        raise NotVouched("an address of somebody else's domain")
    return replace(person, is_proven=True)
