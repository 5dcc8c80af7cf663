"""Erasing who bought. Places, sums and tickets stay as they were sold, and the books with them."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from bilten_app.domains.market import service as market
from bilten_app.domains.payments import service as payments
from bilten_app.domains.risk import service as risk
from bilten_app.domains.tickets import service as tickets
from bilten_app.infra.forgetting import BATCH, in_batches, run_each
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.personal import Person, place

NEVER_PAID = timedelta(days=30)


async def forget_person(uow: UnitOfWork, person: Person) -> None:
    """Erase a person from their orders, and from what stands behind these. Harmless twice."""
    found = await uow.session.execute(_MINE, {name: person.values[name] for name in _MINE_NEEDS})
    mine = list(found.scalars())
    await risk.forget_person(uow, person, order_ids=mine)
    await payments.forget_person(uow, person, references=mine)
    await tickets.forget_person(uow, person)
    await market.forget_person(uow, person)
    await run_each(uow, (*_OF_ORDERS, *_IN_FILES), orders=mine, **person.values)


async def forget_old(rt: Runtime) -> None:
    """Erase who bought long ago, or never paid, and the files of imports that are done.

    Scheduled; harmless when repeated.
    """
    now = rt.clock.now()
    await in_batches(rt, _NEVER_PAID, before=now - NEVER_PAID)
    await in_batches(rt, _OLD_FILES, before=now - place("order_imports").period)
    while len(await _forget_past(rt)) == BATCH:
        pass


async def _forget_past(rt: Runtime) -> Sequence[UUID]:
    async with rt.unit_of_work() as uow:
        before = uow.clock.now() - place("orders").period
        found = list(
            (await uow.session.execute(_PAST, {"before": before, "most": BATCH})).scalars()
        )
        await tickets.forget_holders(uow, order_ids=found)
        await market.forget_old(uow, order_ids=found)
        await run_each(uow, _OF_ORDERS, orders=found)
    return found


_MINE_NEEDS = ("user", "email")
_MINE = text("SELECT id FROM orders WHERE user_id = :user OR lower(buyer_email) = :email")
_BLANK = "UPDATE orders SET buyer_name = '', buyer_email = '', visitor = NULL"
_OF_ORDERS = (
    # The quote stays: where every cent came from. Who the business was does not.
    f"{_BLANK}, asked = NULL, quote = quote - 'buyer' WHERE id = ANY(CAST(:orders AS uuid[]))",
    "UPDATE order_notes SET words = '' WHERE order_id = ANY(CAST(:orders AS uuid[]))",
    "UPDATE refund_requests SET reason = '', note = ''"
    " WHERE order_id = ANY(CAST(:orders AS uuid[]))",
)
# Lines of a file cannot be told apart any more: a file that names somebody goes as a whole.
_IN_FILES = (
    "UPDATE order_imports SET content = '', file_name = '', problems = '[]' WHERE state = 'done'"
    " AND position(convert_to(:email, 'UTF8') IN lower(encode(content, 'escape'))::bytea) > 0",
)
_NEVER_PAID = (
    f"{_BLANK}, asked = NULL, quote = quote - 'buyer' WHERE id IN (SELECT id FROM orders"  # noqa: S608 - words of ours only
    " WHERE closed_at < :before AND paid_at IS NULL AND state <> 'placed'"
    " AND (buyer_email <> '' OR visitor IS NOT NULL) LIMIT :most)"
)
_OLD_FILES = (
    "UPDATE order_imports SET content = '', file_name = '', problems = '[]' WHERE id IN (SELECT id"
    " FROM order_imports WHERE finished_at < :before AND content <> '' LIMIT :most)"
)
_PAST = text(
    "SELECT o.id FROM orders o JOIN events e ON e.id = o.event_id WHERE e.ends_at < :before"
    " AND o.state <> 'placed' AND (o.buyer_email <> '' OR o.visitor IS NOT NULL) LIMIT :most"
)
