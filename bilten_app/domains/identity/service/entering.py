"""Who proved a first thing is let in, or asked for a second."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from bilten_app.domains.identity.models import Challenge, Factor
from bilten_app.domains.identity.public import SignedIn, UserId
from bilten_app.domains.identity.rules import STEP_LASTS
from bilten_app.domains.identity.service.devices import known_device, remember_device
from bilten_app.domains.identity.service.opening import Browser, open_session
from bilten_app.domains.identity.service.travel import last_sign_in, let_judge
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.ids import new_id, new_token, token_hash

SIGN_IN = "sign_in"


async def enter(
    uow: UnitOfWork,
    user_id: UUID,
    browser: Browser,
    devices: Sequence[str],
    *,
    opened_by: str = "",
) -> SignedIn:
    """Open a session, or begin the second step where the account has one.

    A browser that its owner trusts is not asked. `devices` are the tokens in its cookie.
    """
    if not await confirmed_factors(uow, user_id):
        return await let_in(uow, user_id, browser, devices, opened_by=opened_by)
    now, device = uow.clock.now(), await known_device(uow, user_id, devices)
    if device and device.trusted_until and device.trusted_until > now:
        return await let_in(uow, user_id, browser, devices, opened_by=opened_by)
    token = new_token()
    uow.add(
        Challenge(
            user_id=user_id, purpose=SIGN_IN, token_hash=token_hash(token),
            created_at=now, expires_at=now + STEP_LASTS, opened_by=opened_by,
        )
    )  # fmt: skip
    return SignedIn(UserId(user_id), token, int(STEP_LASTS.total_seconds()), is_half=True)


async def let_in(
    uow: UnitOfWork,
    user_id: UUID,
    browser: Browser,
    devices: Sequence[str],
    *,
    trust: bool = False,
    opened_by: str = "",
) -> SignedIn:
    """Open a session, and remember the browser; a new one is looked at for where it came from."""
    before, session_id = await last_sign_in(uow, user_id), new_id()
    device = await remember_device(uow, user_id, browser, devices, trust=trust)
    if before and device:
        let_judge(uow, user_id, session_id, before=before, place=browser.place)
    return open_session(
        uow, user_id, browser, session_id=session_id, device=device, opened_by=opened_by
    )


async def confirmed_factors(uow: UnitOfWork, user_id: UUID) -> Sequence[Factor]:
    """Return the account's second factors, locked: a code of theirs works once."""
    chosen = (
        select(Factor)
        .where(col(Factor.user_id) == user_id, col(Factor.confirmed_at).is_not(None))
        .order_by(col(Factor.kind))
        .with_for_update()
    )
    return (await uow.session.execute(chosen)).scalars().all()
