"""The real thing that the model is compared with: services, PostgreSQL, the sandbox gateway."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from bilten_app.domains.inventory import queries as inventory_queries
from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.inventory.service import TicketTypeDraft
from bilten_app.domains.ledger import queries as ledger
from bilten_app.domains.ledger.public import AccountKind, EntrySearch
from bilten_app.domains.messaging.public import Topic
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef, RefundWish
from bilten_app.domains.organizers.public import Permission
from bilten_app.domains.payments import service as payments
from bilten_app.domains.reporting import queries as reporting
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Refused
from tests.aftersale import tickets_of
from tests.factories import Stage, given_checkout, given_event, given_order, order_of, places
from tests.gateway import card, gateway_of
from tests.work import settle

MAILS = ("messaging.send",)


@dataclass
class BoxOffice:
    """An event on sale, and the hands of everybody who has to do with it."""

    rt: Runtime
    clock: FrozenClock
    stage: Stage
    drafts: Sequence[TicketTypeDraft]
    refs: list[OrderRef] = field(default_factory=list[OrderRef])
    checkouts: dict[int, str] = field(default_factory=dict[int, str])

    @classmethod
    async def opened(
        cls, rt: Runtime, clock: FrozenClock, drafts: Sequence[TicketTypeDraft]
    ) -> "BoxOffice":
        """Publish an event that sells these ticket types."""
        office = cls(rt, clock, await given_event(rt, *drafts), drafts)
        await office.work()
        return office

    async def work(self) -> None:
        """Do what the worker does; mails are counted, not drawn."""
        await settle(self.rt, without=MAILS)

    async def place(self, kind: int, quantity: int) -> None:
        email, lines = address(len(self.refs)), {self.stage.types[kind]: quantity}
        self.refs.append(await given_order(self.rt, self.stage, lines=lines, email=email))

    async def check_out(self, sale: int) -> None:
        self.checkouts[sale] = await given_checkout(self.rt, self.refs[sale])

    async def charge(self, sale: int, title: str = "Success") -> None:
        await gateway_of(self.rt).choose(self.checkouts[sale], card(title))

    async def tell(self, sale: int, times: int) -> None:
        """Bring everything that the gateway has ever told of a checkout, so many times."""
        async with self.rt.read() as session:
            told = await session.execute(
                text("SELECT body FROM sandbox.webhooks WHERE checkout_id = :id ORDER BY id"),
                {"id": self.checkouts[sale]},
            )
            bodies = [row.body.encode() for row in told]
        for body in bodies * times:
            headers = gateway_of(self.rt).signed_headers(body)
            await payments.take_webhook(self.rt, gateway="sandbox", body=body, headers=headers)
        await self.work()

    async def look(self, sale: int) -> None:
        """The buyer comes back to the order's page, and we ask the gateway."""
        async with self.rt.read() as session:
            chosen = text("SELECT payment_id FROM sandbox.checkouts WHERE id = :id")
            found = await session.execute(chosen, {"id": self.checkouts[sale]})
            payment_id: UUID = found.scalar_one()
        await payments.refresh(self.rt, payment_id=payment_id)
        await self.work()

    async def wait(self, minutes: int) -> None:
        self.clock.move(timedelta(minutes=minutes))
        await orders.expire_due(self.rt)
        await self.work()

    async def give_up(self, sale: int) -> None:
        async with self.rt.unit_of_work() as uow:
            await orders.cancel_placed(uow, order_id=self.refs[sale].id)

    async def refund_amount(self, sale: int, minor: int) -> None:
        await self._refund(sale, RefundWish(amount_minor=minor))

    async def refund_ticket(self, sale: int) -> None:
        first = (await tickets_of(self.rt, self.refs[sale]))[0]
        await self._refund(sale, RefundWish(ticket_ids=frozenset({first})))

    async def cancel(self, sale: int) -> None:
        owner = self.stage.owner
        async with self.rt.unit_of_work(owner) as uow:
            await orders.cancel(uow, owner, order_id=self.refs[sale].id)
        await self.work()

    async def resize(self, kind: int, capacity: int) -> None:
        stage, one = self.stage, self.drafts[kind]
        async with self.rt.unit_of_work(stage.owner) as uow:
            await inventory.save_ticket_type(
                uow,
                stage.owner.require(Permission.events_write, stage.organizer_id),
                event_id=stage.event_id,
                ticket_type_id=stage.types[kind],
                draft=TicketTypeDraft(
                    name=one.name, price_minor=one.price_minor, capacity=capacity
                ),
            )

    async def counters(self) -> list[tuple[int, int, int]]:
        """Return (left, held, sold) of each ticket type."""
        return await places(self.rt, self.stage)

    async def of_order(self, sale: int) -> tuple[str, int, int, int]:
        """Return state, valid tickets, what was given back and what is in clearing."""
        ref = self.refs[sale]
        order = await order_of(self.rt, ref)
        tickets = len(await tickets_of(self.rt, ref))
        return order.state.value, tickets, order.refunded.minor, await self._in_clearing(ref)

    async def at_gateway(self, sale: int) -> int:
        """Return what the gateway keeps of an order's money."""
        async with self.rt.read() as session:
            kept = await session.execute(
                text(
                    "SELECT coalesce(collected_minor, 0) - (SELECT coalesce(sum(amount_minor), 0)"
                    " FROM sandbox.refunds r WHERE r.checkout_id = c.id AND returned_at IS NULL)"
                    " FROM sandbox.checkouts c WHERE id = :id"
                ),
                {"id": self.checkouts[sale]},
            )
            return int(kept.scalar_one())

    async def receipts(self) -> list[int]:
        """Return how many receipts the buyer of each order was sent."""
        async with self.rt.read() as session:
            told = await session.execute(
                text(
                    "SELECT recipient, count(*) AS n FROM deliveries WHERE topic = :topic"
                    " GROUP BY recipient"
                ),
                {"topic": Topic.receipt.value},
            )
            sent = {row.recipient: row.n for row in told}
        return [sent.get(address(i), 0) for i in range(len(self.refs))]

    async def assert_sound(self) -> None:
        """Counters are what their rows say, and the books balance."""
        async with self.rt.read() as session:
            assert await inventory_queries.drifts(session) == []
            assert await reporting.purse_drifts(session) == []
            assert (await ledger.trial_balance(session)).difference == {}

    async def _refund(self, sale: int, wish: RefundWish) -> None:
        owner = self.stage.owner
        async with self.rt.unit_of_work(owner) as uow:
            await orders.refund(uow, owner, order_id=self.refs[sale].id, wish=wish)
        await self.work()

    async def _in_clearing(self, ref: OrderRef) -> int:
        async with self.rt.read() as session:
            entries = (await ledger.search(session, EntrySearch(memo=ref.code), size=100)).rows
        return sum(
            posting.minor
            for entry in entries
            for posting in entry.postings
            if posting.account.kind is AccountKind.clearing
        )


def address(sale: int) -> str:
    """Return where the buyer of an order reads mail."""
    return f"buyer{sale}@guests.example.com"


async def refusal(deed: Awaitable[None]) -> type[Refused] | None:
    """Return why something was refused; None when it was done."""
    try:
        await deed
    except Refused as why:
        return type(why)
    return None
