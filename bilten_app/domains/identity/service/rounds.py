"""The way to a provider and back: begun in one browser, for one purpose, and spent once."""

from dataclasses import dataclass
from hmac import compare_digest
from uuid import UUID

import structlog
from sqlalchemy import delete, select
from sqlmodel import col

from bilten_app.domains.identity.models import Login, LoginClaim, LoginRound, SamlAssertion
from bilten_app.domains.identity.public import LoginPurpose, LoginQuestion, Verb
from bilten_app.domains.identity.rules.logins import ROUND_LASTS, redirect_uri, round_of
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_id, new_token, token_hash
from bilten_app.ports.signin import NotVouched, ProviderKind, Registration

A_MINUTE = 60
ROUNDS_A_MINUTE = 20
LONGEST_PATH = 1_000
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rounding:
    """A round that came back to the browser that began it, and can be spent no more."""

    id: UUID
    purpose: LoginPurpose
    provider: str
    user_id: UUID | None
    wished: str


async def ask_provider(
    rt: Runtime,
    actor: Actor,
    *,
    registration: Registration,
    purpose: LoginPurpose,
    address: str,
    wished: str = "",
    hint: str = "",
) -> LoginQuestion:
    """Begin a round; it is good once, for ten minutes, in this browser, for this purpose.

    Raises NotFound for a provider that opens nothing of the actor's, ProofNeeded, TooMany,
    Unavailable while the provider does not answer, or NotVouched. `hint` is an address that was
    typed.
    """
    await rt.gateways.limits.hit("login-round", address, limit=ROUNDS_A_MINUTE, per_s=A_MINUTE)
    provider = registration.name
    user_id = None if purpose is LoginPurpose.sign_in else actor.require_own_hand()
    if purpose is LoginPurpose.link:
        actor.require_recent_proof()
    async with rt.unit_of_work(actor) as uow:
        known = await login_of(uow, user_id, provider) if user_id else None
        if purpose is LoginPurpose.prove and known is None:
            raise NotFound
        round_id, token = begin_round(uow, provider, purpose, user_id, wished)
    wanted = round_of(
        rt.vault, round_id, redirect_uri=redirect_uri(rt.settings.origin, registration),
        hint=known.email if known and purpose is LoginPurpose.prove else hint,
        is_again=purpose is LoginPurpose.prove,
    )  # fmt: skip
    if registration.kind is ProviderKind.saml:
        going = rt.gateways.saml.address(registration, wanted, relay=round_id.hex)
    else:
        going = await rt.gateways.providers.ask(registration, wanted)
    return LoginQuestion(going, token, int(ROUND_LASTS.total_seconds()))


def begin_round(
    uow: UnitOfWork, provider: str, purpose: LoginPurpose, user_id: UUID | None, wished: str
) -> tuple[UUID, str]:
    """Write a round down; return its id, and the token for this browser's cookie."""
    token, round_id = new_token(), new_id()
    uow.add(
        LoginRound(
            id=round_id, user_id=user_id, purpose=purpose.value, provider=provider,
            token_hash=token_hash(token), wished=wished[:LONGEST_PATH],
            expires_at=uow.clock.now() + ROUND_LASTS,
        )
    )  # fmt: skip
    return round_id, token


async def end_round(
    rt: Runtime, actor: Actor, *, registration: Registration, token: str, state: str
) -> Rounding:
    """Spend the round that this browser began, whatever becomes of it. Raises NotVouched.

    It must have come back to where it was sent, with its own state, to the same person.
    """
    try:
        rounding = await spent_round(rt, actor, registration.name, token)
        _require_state(rt, rounding, state)
    except NotVouched as refused:
        await note_unvouched(rt, actor, registration.name, refused)
        raise
    return rounding


def _require_state(rt: Runtime, rounding: Rounding, state: str) -> None:
    wanted = round_of(rt.vault, rounding.id, redirect_uri="").state
    if not compare_digest(wanted.encode(), state.encode()):
        raise NotVouched("another state")


async def note_unvouched(rt: Runtime, actor: Actor, provider: str, refused: NotVouched) -> None:
    """Write down that a provider's word proved nothing."""
    log.warning("a provider's word proved nothing", provider=provider, why=refused.why)
    async with rt.unit_of_work(actor) as uow:
        uow.audit(Verb.sign_in_failed, f"provider:{provider}")


async def spent_round(rt: Runtime, actor: Actor, provider: str, token: str) -> Rounding:
    """Take a round away for good; it was begun for this provider by this person, or NotVouched."""
    async with rt.unit_of_work(actor) as uow:
        spent = (
            delete(LoginRound)
            .where(
                col(LoginRound.token_hash) == token_hash(token),
                col(LoginRound.expires_at) > uow.clock.now(),
            )
            .returning(LoginRound)
        )
        row = (await uow.session.execute(spent)).scalar_one_or_none()
    if row is None:
        raise NotVouched("no such round in this browser")
    if row.provider != provider:
        raise NotVouched("another provider's address")
    if row.user_id is not None and row.user_id != actor.user_id:
        raise NotVouched("another person")
    return Rounding(row.id, LoginPurpose(row.purpose), provider, row.user_id, row.wished)


async def forget_rounds(rt: Runtime) -> None:
    """Delete rounds nobody came back from, claims nobody made, and assertions that have ended.

    Scheduled; harmless when repeated.
    """
    async with rt.unit_of_work() as uow:
        for kind in (LoginRound, LoginClaim):
            over = col(kind.expires_at) <= uow.clock.now()
            await uow.session.execute(delete(kind).where(over))
        ended = col(SamlAssertion.ends_at) <= uow.clock.now()
        await uow.session.execute(delete(SamlAssertion).where(ended))


async def login_of(uow: UnitOfWork, user_id: UUID, provider: str) -> Login | None:
    """Return what a provider calls a user, where it opens their account."""
    chosen = select(Login).where(col(Login.user_id) == user_id, col(Login.provider) == provider)
    return (await uow.session.execute(chosen)).scalar_one_or_none()
