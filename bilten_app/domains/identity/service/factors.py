"""Adding and removing second factors, and the codes for a bad day."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pyotp import random_base32
from pyotp.totp import TOTP
from sqlalchemy import delete, func, select
from sqlmodel import col

from bilten_app.domains.identity.models import Challenge, Factor, RecoveryCode, User
from bilten_app.domains.identity.public import (
    BadNumber,
    FactorKind,
    NewFactor,
    SecurityMatter,
    SignedIn,
    Verb,
    WrongCode,
)
from bilten_app.domains.identity.rules import (
    STEP_LASTS,
    new_recovery_codes,
    normal_number,
    plain_digits,
    recovery_hash,
)
from bilten_app.domains.identity.service.devices import distrust_all
from bilten_app.domains.identity.service.opening import Browser
from bilten_app.domains.identity.service.passwords import own_user
from bilten_app.domains.identity.service.security import tell_security
from bilten_app.domains.identity.service.sessions import rotate
from bilten_app.domains.identity.service.steps import ask_code, factor_purpose, use_totp, was_sent
from bilten_app.domains.identity.service.texting import count_new
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_id, new_token, token_hash

AN_HOUR = 3600
TRIES_AN_HOUR, BEGINS_AN_HOUR = 10, 10
ISSUER = "Bilten"
ADD = "add_factor"


async def begin_factor(
    rt: Runtime, actor: Actor, *, kind: FactorKind, number: str = "", address: str = ""
) -> NewFactor:
    """Begin to add a factor; it counts once a code of it was typed.

    An app's secret stays the same until then. A telephone or mailbox gets a code. `address` is the
    network address of the browser. Raises ProofNeeded, BadNumber or TooMany, and NotFound when
    there is one of this kind already.
    """
    user_id = actor.require_user()
    actor.require_recent_proof()
    dialled = normal_number(number) if kind is FactorKind.sms else actor.email
    if dialled is None:
        raise BadNumber({"number": BadNumber.text})
    await rt.gateways.limits.hit("begin-factor", str(user_id), limit=BEGINS_AN_HOUR, per_s=AN_HOUR)
    if kind is FactorKind.sms:
        await count_new(rt, user_id, dialled, address=address)
    async with rt.unit_of_work(actor) as uow:
        factor = await _own_factor(uow, user_id, kind)
        if factor and factor.confirmed_at:
            raise NotFound
        if kind is not FactorKind.totp:
            await _send_first(rt, uow, user_id, kind, dialled)
            return NewFactor(kind, dialled, "")
        if factor is None:
            secret = random_base32()
            _add_factor(rt, uow, user_id, kind, secret)
        else:
            secret = rt.vault.open(factor_purpose(factor.id), factor.sealed).decode()
    uri = TOTP(secret).provisioning_uri(name=actor.email, issuer_name=ISSUER)
    return NewFactor(kind, secret, uri)


async def confirm_factor(
    rt: Runtime, actor: Actor, *, token: str, kind: FactorKind, code: str, browser: Browser
) -> SignedIn:
    """Let a factor count, and give this session another token. Raises WrongCode or TooMany."""
    user_id = actor.require_user()
    await rt.gateways.limits.hit("confirm-factor", str(user_id), limit=TRIES_AN_HOUR, per_s=AN_HOUR)
    async with rt.unit_of_work(actor) as uow:
        factor = await _own_factor(uow, user_id, kind)
        if factor is None or factor.confirmed_at:
            raise WrongCode({"code": WrongCode.text})
        typed = plain_digits(code)
        if kind is FactorKind.totp:
            is_right = use_totp(rt, uow, factor, typed, browser)
        else:
            is_right = await _use_sent(rt, uow, user_id, typed)
        if not is_right:
            raise WrongCode({"code": WrongCode.text})
        factor.confirmed_at = uow.clock.now()
        await distrust_all(uow, user_id)
        uow.audit(Verb.factor_added, user_id, kind=kind.value)
        tell_security(uow, user_id, SecurityMatter.factor_added, browser)
        return await rotate(uow, actor, token=token)


async def remove_factor(
    rt: Runtime, actor: Actor, *, token: str, kind: FactorKind, current: str, browser: Browser
) -> SignedIn:
    """Ask for this no longer; with the last one its recovery codes go. Raises NotChanged."""
    user_id = (await own_user(rt, actor, current)).id
    async with rt.unit_of_work(actor) as uow:
        await uow.get(User, user_id, lock=True)
        gone = (
            delete(Factor)
            .where(col(Factor.user_id) == user_id, col(Factor.kind) == kind.value)
            .returning(col(Factor.id))
        )
        if (await uow.session.execute(gone)).scalar_one_or_none() is None:
            raise NotFound
        left = select(func.count()).select_from(Factor).where(col(Factor.user_id) == user_id)
        if not (await uow.session.execute(left)).scalar_one():
            await uow.session.execute(
                delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id)
            )
        uow.audit(Verb.factor_removed, user_id, kind=kind.value)
        tell_security(uow, user_id, SecurityMatter.factor_removed, browser)
        return await rotate(uow, actor, token=token)


async def make_recovery_codes(
    rt: Runtime, actor: Actor, *, browser: Browser, only_first: bool = False
) -> Sequence[str]:
    """Make ten codes in place of those there were; they are told this once.

    With `only_first`, nothing is made where there are some. Who has no second factor has no use
    for them: NotFound. Raises ProofNeeded.
    """
    user_id, codes = actor.require_user(), new_recovery_codes()
    async with rt.unit_of_work(actor) as uow:
        await uow.get(User, user_id, lock=True)
        has = select(col(Factor.id)).where(
            col(Factor.user_id) == user_id, col(Factor.confirmed_at).is_not(None)
        )
        if not (await uow.session.execute(has)).scalars().all():
            raise NotFound
        mine = col(RecoveryCode.user_id) == user_id
        if only_first and (await uow.session.execute(select(RecoveryCode).where(mine))).first():
            return ()
        actor.require_recent_proof()
        ended = delete(RecoveryCode).where(mine).returning(col(RecoveryCode.id))
        if (await uow.session.execute(ended)).scalars().all():
            tell_security(uow, user_id, SecurityMatter.recovery_renewed, browser)
        for code in codes:
            uow.add(RecoveryCode(user_id=user_id, code_hash=recovery_hash(rt.vault, user_id, code)))
        uow.audit(Verb.recovery_made, user_id)
    return codes


async def drop_factors_since(uow: UnitOfWork, user_id: UUID, since: datetime) -> None:
    """Take away what was added since: whoever took an account over would keep its owner out."""
    await uow.session.execute(
        delete(Factor).where(col(Factor.user_id) == user_id, col(Factor.confirmed_at) >= since)
    )
    await uow.session.execute(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))


async def forget_challenges(rt: Runtime) -> None:
    """Delete questions nobody answered in time. Scheduled; harmless when repeated."""
    async with rt.unit_of_work() as uow:
        over = col(Challenge.expires_at) <= uow.clock.now()
        await uow.session.execute(delete(Challenge).where(over))


async def _own_factor(uow: UnitOfWork, user_id: UUID, kind: FactorKind) -> Factor | None:
    chosen = (
        select(Factor)
        .where(col(Factor.user_id) == user_id, col(Factor.kind) == kind.value)
        .with_for_update()
    )
    return (await uow.session.execute(chosen)).scalar_one_or_none()


def _add_factor(rt: Runtime, uow: UnitOfWork, user_id: UUID, kind: FactorKind, secret: str) -> None:
    factor_id = new_id()
    uow.add(
        Factor(
            id=factor_id, user_id=user_id, kind=kind.value, created_at=uow.clock.now(),
            sealed=rt.vault.seal(factor_purpose(factor_id), secret.encode()),
        )
    )  # fmt: skip


async def _send_first(
    rt: Runtime, uow: UnitOfWork, user_id: UUID, kind: FactorKind, dialled: str
) -> None:
    """Write a number or mailbox down anew, and send it the code that proves it."""
    await uow.session.execute(
        delete(Factor).where(col(Factor.user_id) == user_id, col(Factor.kind) == kind.value)
    )
    await uow.session.execute(
        delete(Challenge).where(col(Challenge.user_id) == user_id, col(Challenge.purpose) == ADD)
    )
    _add_factor(rt, uow, user_id, kind, dialled)
    now = uow.clock.now()
    challenge = Challenge(
        user_id=user_id, purpose=ADD, token_hash=token_hash(new_token()),
        created_at=now, expires_at=now + STEP_LASTS,
    )  # fmt: skip
    uow.add(challenge)
    ask_code(rt, uow, challenge, kind)


async def _use_sent(rt: Runtime, uow: UnitOfWork, user_id: UUID, code: str) -> bool:
    """Whether this is the code that was sent; it works once."""
    chosen = (
        select(Challenge)
        .where(
            col(Challenge.user_id) == user_id,
            col(Challenge.purpose) == ADD,
            col(Challenge.expires_at) > uow.clock.now(),
        )
        .with_for_update()
    )
    challenges = (await uow.session.execute(chosen)).scalars().all()
    answered = next((one for one in challenges if was_sent(rt, one, code)), None)
    if answered:
        await uow.session.delete(answered)
    return answered is not None
