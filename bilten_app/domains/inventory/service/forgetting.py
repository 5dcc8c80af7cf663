"""Erasing a person from what each may buy: another name counts on, and says nothing."""

from bilten_app.infra.forgetting import run_each
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.personal import Person


async def forget_person(uow: UnitOfWork, person: Person) -> None:
    """Put another name in the place of a person's. Harmless twice."""
    await run_each(uow, _OF_A_PERSON, **person.values)


_OF_A_PERSON = (
    "UPDATE type_people SET identity = :alias WHERE identity = :mailbox",
    "UPDATE type_claims SET identity = :alias WHERE identity = :mailbox",
)
