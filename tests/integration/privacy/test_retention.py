"""What has no reason to stay goes by itself, once its time is over and not before."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import text

from bilten_app.domains.orders import service as orders
from bilten_app.domains.privacy import service as privacy
from bilten_app.infra import audit, forgetting
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.personal import place
from bilten_app.worker.schedule import seal_audit
from tests.factories import given_event, given_order
from tests.privacy import LOOKED_FOR, found, given_life

EVENT_ENDS = timedelta(days=31)
# Where somebody is still to be found after so many days; tables that keep no date are left out.
DATED = {
    "deliveries", "email_links", "external_events", "facts", "idempotent_requests", "invitations",
    "orders", "order_notes", "payments", "tickets",
}  # fmt: skip
ENDS: Mapping[str, timedelta] = {
    "idempotent_requests": timedelta(),
    "email_links": timedelta(days=1),
    "invitations": timedelta(days=7),
    "deliveries": timedelta(),
    "external_events": timedelta(),
    "payments": timedelta(),
    "orders": EVENT_ENDS,
    "tickets": EVENT_ENDS,
    "order_notes": EVENT_ENDS,
}


async def dated(rt: Runtime) -> set[str]:
    """Return the tables that still name somebody, of those that forget by date."""
    return {one.split(":")[0] for one in await found(rt, *LOOKED_FOR)} & DATED


async def sent(rt: Runtime) -> None:
    """Let every mail have gone out: one that waits is not old."""
    async with rt.unit_of_work() as uow:
        await uow.session.execute(text("UPDATE deliveries SET state = 'sent', sent_at = queued_at"))


@pytest.mark.parametrize("table", sorted(ENDS))
async def test_each_table_forgets_when_its_time_is_over(
    rt: Runtime, clock: FrozenClock, table: str
) -> None:
    await given_life(rt)
    await sent(rt)
    assert table in await dated(rt)
    clock.move(ENDS[table] + place(table).period - timedelta(days=1))
    await privacy.forget_old(rt)
    assert table in await dated(rt)

    clock.move(timedelta(days=2))
    await privacy.forget_old(rt)

    assert table not in await dated(rt)


async def test_nothing_dated_stays_for_ever(rt: Runtime, clock: FrozenClock) -> None:
    await given_life(rt)
    await sent(rt)
    clock.move(timedelta(days=5 * 365))

    await privacy.forget_old(rt)
    await privacy.forget_old(rt)

    assert await dated(rt) == set()
    await seal_audit(rt)
    async with rt.read() as session:
        assert (await audit.prove(session)).broken is None


async def test_who_never_paid_is_forgotten_after_a_month(rt: Runtime, clock: FrozenClock) -> None:
    stage = await given_event(rt)
    await given_order(rt, stage, email="wilhelmina@example.com")
    clock.move(timedelta(hours=1))
    await orders.expire_due(rt)
    clock.move(timedelta(days=29))
    await privacy.forget_old(rt)
    assert "orders" in await dated(rt)

    clock.move(timedelta(days=2))
    await privacy.forget_old(rt)

    assert "orders" not in await dated(rt)


async def test_batches_go_on_until_nothing_is_left(rt: Runtime) -> None:
    many = forgetting.BATCH * 2 + 1
    async with rt.unit_of_work() as uow:
        await uow.session.execute(
            text(
                "INSERT INTO idempotent_requests (key, actor, fingerprint, at)"
                " SELECT n::text, 'guest', '', '2020-01-01' FROM generate_series(1, :many) n"
            ),
            {"many": many},
        )

    await forgetting.forget_old(rt)

    async with rt.read() as session:
        left = text("SELECT count(*) FROM idempotent_requests")
        assert (await session.execute(left)).scalar_one() == 0
