"""Erasing a person from what is counted for each: another name counts on, and says nothing."""

from bilten_app.infra.forgetting import run_each
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.personal import Person


async def forget_person(uow: UnitOfWork, person: Person) -> None:
    """Put another name in the place of a person's. Harmless twice.

    Credit of theirs stays in the books, where nobody can claim it any more.
    """
    await run_each(uow, _OF_A_PERSON, **person.values)


_OF_A_PERSON = (
    "UPDATE purses SET identity = :alias, note = '' WHERE identity = :mailbox",
    "UPDATE promo_identities SET identity = :alias WHERE identity = :mailbox",
    "UPDATE allowance_uses SET identity = :alias WHERE identity = :mailbox",
    "DELETE FROM audience_members WHERE identity = :mailbox",
)
