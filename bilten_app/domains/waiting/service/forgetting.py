"""Erasing those who waited. Who still waits leaves the list first, and the next one moves up."""

from sqlalchemy import func, or_
from sqlmodel import col, select

from bilten_app.domains.waiting.models import Entry
from bilten_app.domains.waiting.public import EntryState
from bilten_app.domains.waiting.service.entries import leave
from bilten_app.infra.forgetting import in_batches, run_each
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.personal import Person, place

OPEN = (EntryState.waiting.value, EntryState.offered.value)


async def forget_person(uow: UnitOfWork, person: Person) -> None:
    """Let a person leave every list, and erase them from it. Harmless twice."""
    values = person.values
    mine = or_(
        col(Entry.user_id) == values["user"], func.lower(col(Entry.email)) == values["email"]
    )
    chosen = select(col(Entry.id)).where(mine, col(Entry.state).in_(OPEN)).order_by(col(Entry.id))
    for entry_id in (await uow.session.execute(chosen)).scalars().all():
        await leave(uow, entry_id=entry_id)
    await uow.session.flush()
    await run_each(uow, _OF_A_PERSON, **values)


async def forget_old_entries(rt: Runtime) -> None:
    """Erase who waits no longer. Scheduled; harmless when repeated."""
    await in_batches(rt, _OLD, before=rt.clock.now() - place("waiting_entries").period)


_BLANK = "UPDATE waiting_entries SET name = '', email = '', locale = 'en'"
_OF_A_PERSON = (f"{_BLANK} WHERE user_id = :user OR lower(email) = :email",)
_OLD = (
    f"{_BLANK} WHERE id IN (SELECT id FROM waiting_entries"  # noqa: S608 - words of ours only
    " WHERE closed_at < :before AND email <> '' LIMIT :most)"
)
