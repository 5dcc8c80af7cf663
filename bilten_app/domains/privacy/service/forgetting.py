"""What is erased here of who is erased: the copies that were made for them."""

from bilten_app.infra.forgetting import run_each
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.personal import Person


async def forget_person(uow: UnitOfWork, person: Person) -> None:
    """Let no copy be fetched any more; the files go with the next look. Harmless twice."""
    await run_each(uow, _OF_A_PERSON, user=person.values["user"], now=uow.clock.now())


_OF_A_PERSON = (
    "UPDATE exports SET state = 'gone' WHERE user_id = :user AND state IN ('queued', 'running')",
    "UPDATE exports SET expires_at = :now WHERE user_id = :user AND state = 'ready'",
)
