"""Erasing a person from apps: what they allowed ends, with every token that came of it."""

from bilten_app.infra.forgetting import run_each
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.personal import Person


async def forget_person(uow: UnitOfWork, person: Person) -> None:
    """Take back what a person allowed. Harmless twice."""
    await run_each(uow, _OF_A_PERSON, **person.values)


_OF_A_PERSON = ("DELETE FROM oauth_grants WHERE user_id = :user",)
