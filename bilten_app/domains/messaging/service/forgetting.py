"""Erasing what was told to a person, and what was told to anybody long ago."""

from bilten_app.infra.forgetting import in_batches, run_each
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.personal import Person, place


async def forget_person(uow: UnitOfWork, person: Person) -> None:
    """Delete what was told to a person; what still waits to be sent is not. Harmless twice."""
    await run_each(uow, _OF_A_PERSON, **person.values, user_text=str(person.user_id))


async def forget_old(rt: Runtime) -> None:
    """Delete mails that were sent long ago. Scheduled; harmless when repeated."""
    await in_batches(rt, _OLD, before=rt.clock.now() - place("deliveries").period)


_OF_A_PERSON = (
    "DELETE FROM deliveries WHERE lower(recipient) = :email OR details ->> 'user_id' = :user_text",
)
_OLD = (
    "DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries"
    " WHERE state <> 'queued' AND queued_at < :before LIMIT :most)"
)
