"""Browsers in which somebody has signed in before: known, and perhaps trusted."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlmodel import col

from bilten_app.domains.identity.models import Device
from bilten_app.domains.identity.public import SecurityMatter, Verb
from bilten_app.domains.identity.rules import TRUST_LASTS
from bilten_app.domains.identity.service.opening import Browser
from bilten_app.domains.identity.service.security import tell_security
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.ids import new_token, token_hash

FORGOTTEN_AFTER = timedelta(days=400)


async def known_device(uow: UnitOfWork, user_id: UUID, tokens: Sequence[str]) -> Device | None:
    """Return the user's device that holds one of these tokens."""
    chosen = select(Device).where(
        col(Device.user_id) == user_id,
        col(Device.token_hash).in_([token_hash(token) for token in tokens]),
    )
    return (await uow.session.execute(chosen)).scalars().first()


async def remember_device(
    uow: UnitOfWork, user_id: UUID, browser: Browser, tokens: Sequence[str], *, trust: bool
) -> str:
    """Note that the user signed in here; return the token of a browser that is new, or nothing.

    A new one always gets a token of ours: one that was planted there says nothing. The owner hears
    of it by mail unless it is their first.
    """
    now, until = uow.clock.now(), uow.clock.now() + TRUST_LASTS
    device = await known_device(uow, user_id, tokens)
    if device:
        device.seen_at, device.place, device.agent = now, browser.place, browser.said
        device.trusted_until = until if trust else device.trusted_until
        return ""
    counted = select(func.count()).select_from(Device).where(col(Device.user_id) == user_id)
    if (await uow.session.execute(counted)).scalar_one():
        tell_security(uow, user_id, SecurityMatter.new_device, browser)
    token = new_token()
    uow.add(
        Device(
            user_id=user_id, token_hash=token_hash(token), agent=browser.said,
            place=browser.place, created_at=now, seen_at=now,
            trusted_until=until if trust else None,
        )
    )  # fmt: skip
    return token


async def distrust(uow: UnitOfWork, actor: Actor, *, device_id: UUID) -> None:
    """Ask for a code again in one of the actor's browsers; another's is NotFound."""
    user_id = actor.require_user()
    done = (
        update(Device)
        .where(col(Device.id) == device_id, col(Device.user_id) == user_id)
        .values(trusted_until=None)
        .returning(col(Device.id))
    )
    if (await uow.session.execute(done)).scalar_one_or_none() is None:
        raise NotFound
    uow.audit(Verb.device_distrusted, user_id, device=str(device_id))


async def distrust_all(uow: UnitOfWork, user_id: UUID) -> None:
    """Ask for a code again in every browser."""
    await uow.session.execute(
        update(Device).where(col(Device.user_id) == user_id).values(trusted_until=None)
    )


async def forget_devices(rt: Runtime) -> None:
    """Forget browsers not seen for over a year. Scheduled; harmless when repeated."""
    async with rt.unit_of_work() as uow:
        old = uow.clock.now() - FORGOTTEN_AFTER
        await uow.session.execute(delete(Device).where(col(Device.seen_at) <= old))
