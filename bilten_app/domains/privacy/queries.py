"""Where somebody's erasure is, what is in its way, and what staff see of all of them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.identity import queries as identity
from bilten_app.domains.messaging.public import ERASURE_LINK
from bilten_app.domains.orders import queries as orders
from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.payments import queries as payments
from bilten_app.domains.pricing import queries as pricing
from bilten_app.domains.privacy.models import STANDING, Erasure, Export
from bilten_app.domains.privacy.public import (
    ErasureState,
    ErasureView,
    ExportState,
    ExportView,
    Lost,
    Obstacle,
    Standing,
)
from bilten_app.domains.tickets import queries as tickets
from bilten_app.domains.tickets.public import TicketState
from bilten_app.domains.waiting import queries as waiting
from bilten_app.infra.vault import Vault
from bilten_app.kit.actor import Actor
from bilten_app.kit.clock import Clock
from bilten_app.kit.errors import NotFound
from bilten_app.kit.personal import Person
from bilten_app.kit.roles import StaffPermission

STEPS_SHOWN = 13
MOST = 500


async def mine(session: AsyncSession, actor: Actor) -> ErasureView | None:
    """Return one's own erasure that waits or runs."""
    chosen = select(Erasure).where(col(Erasure.user_id) == actor.require_user(), STANDING)
    row = (await session.execute(chosen)).scalar_one_or_none()
    return _view(row) if row else None


async def by_link(
    session: AsyncSession, vault: Vault, *, erasure_id: UUID, secret: str
) -> ErasureView:
    """Return the erasure of a mailed link, or raise NotFound."""
    row = await session.get(Erasure, erasure_id)
    if row is None or not vault.is_link_secret(ERASURE_LINK, erasure_id, secret):
        raise NotFound
    return _view(row)


async def obstacles(session: AsyncSession, actor: Actor) -> Sequence[Standing]:
    """Return what one has to settle before one can be erased."""
    return await obstacles_of(session, actor.require_user())


async def obstacles_of(session: AsyncSession, user_id: UUID) -> Sequence[Standing]:
    """Return what somebody has to settle before they can be erased."""
    owned = await organizers.only_owner_of(session, user_id)
    found = [Standing(Obstacle.only_owner, name) for name in owned]
    if await identity.is_staff(session, user_id):
        found.append(Standing(Obstacle.staff))
    bought = await orders.ids_of(session, Person(user_id, ""))
    if bought and await payments.undecided(session, bought):
        found.append(Standing(Obstacle.disputed))
    return found


async def lost(session: AsyncSession, actor: Actor, clock: Clock) -> Lost:
    """Return what is given up with an account."""
    held = [
        one
        for one in await tickets.of_user(session, actor.require_user(), limit=MOST)
        if one.state is TicketState.valid
    ]
    times = await events.times(session, {one.event_id for one in held})
    now = clock.now()
    credit = await pricing.credits_of(session, actor.email) if actor.verified else ()
    return Lost(sum(times[one.event_id].ends_at > now for one in held), tuple(credit))


async def my_export(session: AsyncSession, actor: Actor) -> ExportView | None:
    """Return one's latest copy, unless it is gone."""
    chosen = (
        select(Export)
        .where(col(Export.user_id) == actor.require_user(), col(Export.state) != "gone")
        .order_by(col(Export.asked_at).desc())
        .limit(1)
    )
    row = (await session.execute(chosen)).scalar_one_or_none()
    if row is None:
        return None
    return ExportView(
        row.id, ExportState(row.state), row.done, row.parts, row.size, row.asked_at, row.expires_at
    )


async def is_known(session: AsyncSession, email: str) -> bool:
    """Whether a guest bought or waits under this address."""
    person = Person(None, email)
    return bool(await orders.ids_of(session, person) or await waiting.ids_of(session, person))


async def erasures(session: AsyncSession, actor: Actor) -> Sequence[ErasureView]:
    """Return the latest erasures, the newest first; for staff, and of nobody by name."""
    actor.require_staff(StaffPermission.people_read)
    chosen = select(Erasure).where(col(Erasure.state) != ErasureState.asked.value)
    rows = await session.execute(chosen.order_by(col(Erasure.asked_at).desc()).limit(MOST))
    return [_view(row) for row in rows.scalars()]


async def of_account(session: AsyncSession, actor: Actor, user_id: UUID) -> ErasureView | None:
    """Return the latest erasure of an account; for staff."""
    actor.require_staff(StaffPermission.people_read)
    chosen = select(Erasure).where(col(Erasure.user_id) == user_id)
    rows = await session.execute(chosen.order_by(col(Erasure.asked_at).desc()).limit(1))
    row = rows.scalar_one_or_none()
    return _view(row) if row else None


def _view(row: Erasure) -> ErasureView:
    return ErasureView(
        id=row.id,
        user_id=row.user_id,
        state=ErasureState(row.state),
        asked_at=row.asked_at,
        due_at=row.due_at,
        ended_at=row.ended_at,
        steps_done=len(row.done),
        steps=STEPS_SHOWN,
    )
