"""Suspending an organization, and restoring it."""

from datetime import datetime
from uuid import UUID

from bilten_app.domains.identity.service import checked_reason
from bilten_app.domains.organizers.models import Organizer
from bilten_app.domains.organizers.public import Verb
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import StaffPermission
from bilten_app.kit.twins import twin_of


async def suspend(uow: UnitOfWork, actor: Actor, *, organizer_id: UUID, reason: str) -> None:
    """Take an organization's events off the public site; it sells nothing. Harmless twice.

    What was sold stays valid. For staff with `people:suspend`. Raises Invalid without a reason.
    """
    actor.require_staff(StaffPermission.people_suspend)
    why = checked_reason(reason)
    row = await uow.get(Organizer, organizer_id, lock=True)
    if row.suspended_at is None:
        await _set(uow, row, uow.clock.now(), why)
        uow.audit(Verb.suspended, organizer_id, reason=why)


async def restore(uow: UnitOfWork, actor: Actor, *, organizer_id: UUID, reason: str) -> None:
    """Let an organization go on. For staff with `people:suspend`. Raises Invalid."""
    actor.require_staff(StaffPermission.people_suspend)
    why = checked_reason(reason)
    row = await uow.get(Organizer, organizer_id, lock=True)
    if row.suspended_at is not None:
        await _set(uow, row, None, "")
        uow.audit(Verb.restored, organizer_id, reason=why)


async def _set(uow: UnitOfWork, row: Organizer, at: datetime | None, why: str) -> None:
    """Stop an organization or let it go on, and its tests with it."""
    for one in (row, await uow.session.get(Organizer, twin_of(row.id))):
        if one is not None:
            one.suspended_at, one.suspended_for = at, why
