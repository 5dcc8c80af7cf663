"""The second step of signing in: a code, or one of the codes that were kept for a bad day."""

from collections.abc import Sequence
from hmac import compare_digest
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import col

from bilten_app.domains.identity.models import Challenge, Factor, RecoveryCode
from bilten_app.domains.identity.public import (
    CodeAsked,
    FactorKind,
    SecurityMatter,
    SignedIn,
    StepGone,
    Verb,
    WrongCode,
)
from bilten_app.domains.identity.queries import number_of
from bilten_app.domains.identity.rules import (
    DIGITS,
    TRIES,
    code_hash,
    old_recovery_hash,
    plain_digits,
    recovery_hash,
    sent_code,
    totp_step,
)
from bilten_app.domains.identity.service.devices import known_device
from bilten_app.domains.identity.service.entering import SIGN_IN, confirmed_factors, let_in
from bilten_app.domains.identity.service.opening import Browser
from bilten_app.domains.identity.service.security import tell_security
from bilten_app.domains.identity.service.texting import count_text
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import token_hash

AN_HOUR, TEN_MINUTES = 3600, 600
TRIES_AN_HOUR, SENT_IN_TEN_MINUTES = 10, 4
STRANGERS = "strangers"


async def finish_sign_in(
    rt: Runtime,
    actor: Actor,
    *,
    token: str,
    code: str,
    trust: bool = False,
    browser: Browser,
    devices: Sequence[str] = (),
) -> SignedIn:
    """Open the session that waits for a code; `trust` asks for none here for thirty days.

    Raises WrongCode, StepGone after five wrong codes or ten minutes, or TooMany. Browsers the owner
    has used before count for themselves: a stranger who knows the password cannot use up theirs.
    """
    async with rt.unit_of_work(actor) as uow:
        challenge = await found_challenge(uow, token, SIGN_IN)
        device = await known_device(uow, challenge.user_id, devices)
        counted = f"{challenge.user_id}:{device.id if device else STRANGERS}"
    await rt.gateways.limits.hit("second-step", counted, limit=TRIES_AN_HOUR, per_s=AN_HOUR)
    async with rt.unit_of_work(actor) as uow:
        challenge = await found_challenge(uow, token, SIGN_IN)
        right = await answers(rt, uow, challenge, code, browser)
        if right:
            await uow.session.delete(challenge)
            return await let_in(
                uow, challenge.user_id, browser, devices, trust=trust, opened_by=challenge.opened_by
            )
        challenge.tries += 1
        uow.audit(Verb.second_step_failed, challenge.user_id)
    raise WrongCode


async def send_code(rt: Runtime, actor: Actor, *, token: str, kind: FactorKind) -> None:
    """Send a code for the second step to the account's telephone or mailbox.

    Raises StepGone, NotFound when the account has no such factor, or TooMany.
    """
    async with rt.unit_of_work(actor) as uow:
        user_id = (await found_challenge(uow, token, SIGN_IN)).user_id
    await rt.gateways.limits.hit(
        "send-code", str(user_id), limit=SENT_IN_TEN_MINUTES, per_s=TEN_MINUTES
    )
    if kind is FactorKind.sms:
        async with rt.read() as session:
            number = await number_of(session, rt.vault, user_id)
        await count_text(rt, user_id, number)
    async with rt.unit_of_work(actor) as uow:
        challenge = await found_challenge(uow, token, SIGN_IN)
        kinds = {factor.kind for factor in await confirmed_factors(uow, user_id)}
        if kind.value not in kinds - {FactorKind.totp.value}:
            raise NotFound
        ask_code(rt, uow, challenge, kind)


def ask_code(rt: Runtime, uow: UnitOfWork, challenge: Challenge, kind: FactorKind) -> None:
    """Let the code of a challenge be sent."""
    challenge.code_hash = code_hash(rt.vault, challenge.id, code_of(rt, challenge.id))
    challenge.asked += 1
    uow.record(CodeAsked(challenge.user_id, challenge.id, kind.value, challenge.asked))


def code_of(rt: Runtime, challenge_id: UUID) -> str:
    """Return the code of a challenge, for who sends it."""
    return sent_code(rt.vault, challenge_id)


async def found_challenge(uow: UnitOfWork, token: str, purpose: str) -> Challenge:
    """Return a challenge that may still be answered, locked; or raise StepGone."""
    chosen = (
        select(Challenge)
        .where(
            col(Challenge.token_hash) == token_hash(token),
            col(Challenge.purpose) == purpose,
            col(Challenge.expires_at) > uow.clock.now(),
            col(Challenge.tries) < TRIES,
        )
        .with_for_update()
    )
    challenge = (await uow.session.execute(chosen)).scalar_one_or_none()
    if challenge is None:
        raise StepGone
    return challenge


async def answers(
    rt: Runtime, uow: UnitOfWork, challenge: Challenge, code: str, browser: Browser
) -> bool:
    """Whether a code is right: of the app, sent for this challenge, or kept for a bad day."""
    typed = plain_digits(code)
    if not (len(typed) == DIGITS and typed.isascii() and typed.isdigit()):
        return await _use_recovery(rt, uow, challenge.user_id, code, browser)
    if was_sent(rt, challenge, typed):
        return True
    factors = await confirmed_factors(uow, challenge.user_id)
    apps = [one for one in factors if one.kind == FactorKind.totp]
    return any(use_totp(rt, uow, one, typed, browser) for one in apps)


def was_sent(rt: Runtime, challenge: Challenge, code: str) -> bool:
    """Whether this is the code that was sent for a challenge."""
    typed = code_hash(rt.vault, challenge.id, code)
    return bool(challenge.code_hash) and compare_digest(challenge.code_hash, typed)


def use_totp(rt: Runtime, uow: UnitOfWork, factor: Factor, code: str, browser: Browser) -> bool:
    """Whether a code of the app is right and newer than the last that was used.

    One that was used already was seen by somebody: its owner hears of it.
    """
    secret = rt.vault.open(factor_purpose(factor.id), factor.sealed).decode()
    step = totp_step(secret, code, uow.clock.now())
    if step is None:
        return False
    if step <= factor.last_step:
        uow.audit(Verb.code_reused, factor.user_id)
        tell_security(uow, factor.user_id, SecurityMatter.code_reused, browser)
        return False
    factor.last_step = step
    return True


def factor_purpose(factor_id: UUID) -> str:
    """Return what the vault binds the secret of a factor to."""
    return f"factor/{factor_id}"


async def _use_recovery(
    rt: Runtime, uow: UnitOfWork, user_id: UUID, code: str, browser: Browser
) -> bool:
    known = recovery_hash(rt.vault, user_id, code), old_recovery_hash(rt.vault, code)
    used = (
        update(RecoveryCode)
        .where(
            col(RecoveryCode.user_id) == user_id,
            col(RecoveryCode.code_hash).in_(known),
            col(RecoveryCode.used_at).is_(None),
        )
        .values(used_at=uow.clock.now())
        .returning(col(RecoveryCode.id))
    )
    if (await uow.session.execute(used)).scalar_one_or_none() is None:
        return False
    uow.audit(Verb.recovery_used, user_id)
    tell_security(uow, user_id, SecurityMatter.recovery_used, browser)
    return True
