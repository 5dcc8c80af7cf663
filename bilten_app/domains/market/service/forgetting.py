"""Erasing who sold a ticket on. The books keep the amounts."""

from collections.abc import Collection
from uuid import UUID

from bilten_app.infra.forgetting import run_each
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.personal import Person


async def forget_person(uow: UnitOfWork, person: Person) -> None:
    """Take a person's name off what they sold on; credit to come is nobody's. Harmless twice."""
    await run_each(uow, _OF_A_PERSON, **person.values)


async def forget_old(uow: UnitOfWork, *, order_ids: Collection[UUID]) -> None:
    """Take the sellers off all listings of these orders. Harmless twice."""
    await run_each(uow, _OF_ORDERS, orders=list(order_ids))


_OF_A_PERSON = (
    "UPDATE listings SET seller_email = :alias, seller_user_id = NULL"
    " WHERE seller_user_id = :user OR lower(seller_email) = :email",
)
_OF_ORDERS = (
    "UPDATE listings SET seller_email = '', seller_user_id = NULL"
    " WHERE seller_order_id = ANY(CAST(:orders AS uuid[]))",
)
