"""Erasing the names on tickets. A ticket lets in whoever holds it, with a name or without."""

from collections.abc import Collection
from uuid import UUID

from bilten_app.infra.forgetting import run_each
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.personal import Person


async def forget_person(uow: UnitOfWork, person: Person) -> None:
    """Take a person's name off their tickets. Harmless twice."""
    await run_each(uow, _OF_A_PERSON, **person.values)


async def forget_holders(uow: UnitOfWork, *, order_ids: Collection[UUID]) -> None:
    """Take the names off all tickets of these orders. Harmless twice."""
    await run_each(uow, _OF_ORDERS, orders=list(order_ids))


_BLANK = "UPDATE tickets SET holder_name = '', holder_email = ''"
_OF_A_PERSON = (f"{_BLANK} WHERE user_id = :user OR lower(holder_email) = :email",)
_OF_ORDERS = (f"{_BLANK} WHERE order_id = ANY(CAST(:orders AS uuid[]))",)
