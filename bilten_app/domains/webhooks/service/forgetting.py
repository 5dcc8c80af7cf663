"""Erasing a person from messages to programs: names and addresses go, the rest is told."""

from bilten_app.infra.forgetting import run_each
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.personal import Person


async def forget_person(uow: UnitOfWork, person: Person) -> None:
    """Blank who bought and who holds in messages that name a person. Harmless twice."""
    await run_each(uow, _OF_A_PERSON, **person.values)


_OF_A_PERSON = (
    "UPDATE webhook_messages SET body = regexp_replace(body,"
    ' \'"(buyer_name|buyer_email|holder_name|holder_email)"\\:"([^"\\\\]|\\\\.)*"\','
    " '\"\\1\"\\:\"\"', 'g') WHERE position(:email IN lower(body)) > 0",
    "UPDATE webhook_attempts SET answer = '' WHERE position(:email IN lower(answer)) > 0",
)
