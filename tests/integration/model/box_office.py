"""The real thing that the model is compared with: services, PostgreSQL, the sandbox gateway."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from bilten_app.domains.inventory import service as inventory
from bilten_app.domains.inventory.service import TicketTypeDraft
from bilten_app.domains.ledger import queries as ledger
from bilten_app.domains.ledger.public import Account, AccountKind
from bilten_app.domains.messaging.public import Topic
from bilten_app.domains.orders import queries as order_queries
from bilten_app.domains.orders import service as orders
from bilten_app.domains.orders.public import OrderRef, RefundWish
from bilten_app.domains.payments import service as payments
from bilten_app.domains.reporting import queries as reporting
from bilten_app.domains.reporting.public import Grouping, Span
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.errors import Refused
from bilten_app.kit.roles import Permission
from tests.counter import is_sound
from tests.factories import Stage, given_checkout, given_event, given_order, places
from tests.gateway import card, gateway_of
from tests.work import settle

SEASON = timedelta(days=365)
MAILS = ("messaging.send",)
# Of every order: what became of it, and of the money of its own payment.
ORDERS = """
    SELECT o.id, o.state, o.refunded_minor,
        (SELECT count(*) FROM tickets t WHERE t.order_id = o.id AND t.state = 'valid') AS valid,
        (SELECT count(*) FROM tickets t WHERE t.order_id = o.id AND t.state = 'frozen') AS frozen,
        (SELECT coalesce(sum(p.minor), 0) FROM ledger_entries e
            JOIN ledger_postings p ON p.entry_id = e.id
            JOIN ledger_accounts a ON a.id = p.account_id AND a.kind = 'clearing'
            WHERE e.memo = o.code) AS in_clearing,
        coalesce(c.collected_minor, 0)
            - (SELECT coalesce(sum(r.amount_minor), 0) FROM sandbox.refunds r
                WHERE r.checkout_id = c.id AND r.returned_at IS NULL)
            - (SELECT coalesce(sum(d.amount_minor), 0) FROM sandbox.disputes d
                WHERE d.checkout_id = c.id AND d.state <> 'won') AS at_gateway
    FROM orders o LEFT JOIN payments y ON y.reference = o.id
    LEFT JOIN sandbox.checkouts c ON c.payment_id = y.id
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What Bilten, its books and the gateway say of an order."""

    state: str
    valid: int
    frozen: int
    refunded: int
    in_clearing: int
    at_gateway: int


@dataclass
class BoxOffice:
    """An event on sale, and the hands of everybody who has to do with it."""

    rt: Runtime
    clock: FrozenClock
    stage: Stage
    drafts: Sequence[TicketTypeDraft]
    refs: list[OrderRef] = field(default_factory=list[OrderRef])
    checkouts: dict[int, str] = field(default_factory=dict[int, str])
    disputes: dict[int, str] = field(default_factory=dict[int, str])

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

    async def charge(self, sale: int) -> None:
        """The buyer pays, and says yes when their bank asks."""
        await gateway_of(self.rt).choose(self.checkouts[sale], card("Success"))
        await gateway_of(self.rt).answer_challenge(self.checkouts[sale], approved=True)

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

    async def tell_all_again(self) -> None:
        """Bring every fact once more."""
        async with self.rt.unit_of_work() as uow:
            await uow.session.execute(text("UPDATE facts SET dispatched_at = NULL"))
        await self.work()

    async def look(self, sale: int) -> None:
        """The buyer comes back to the order's page, and we ask the gateway."""
        async with self.rt.read() as session:
            chosen = text("SELECT payment_id FROM sandbox.checkouts WHERE id = :id")
            found = await session.execute(chosen, {"id": self.checkouts[sale]})
            payment_id: UUID = found.scalar_one()
        await payments.refresh(self.rt, payment_id=payment_id)
        await self.work()

    async def wait(self, time: timedelta) -> None:
        self.clock.move(time)
        await orders.expire_due(self.rt)
        await self.work()

    async def give_up(self, sale: int) -> None:
        async with self.rt.unit_of_work() as uow:
            await orders.cancel_placed(uow, order_id=self.refs[sale].id)

    async def refund_amount(self, sale: int, minor: int) -> None:
        await self._refund(sale, RefundWish(amount_minor=minor))

    async def refund_ticket(self, sale: int) -> None:
        await self._refund(sale, RefundWish(ticket_ids=frozenset(await self._tickets(sale, 1))))

    async def swap(self, sale: int, many: int, kind: int) -> None:
        """Change the first tickets of an order for others."""
        ref = await orders.change_tickets(
            self.rt, self.stage.owner, order_id=self.refs[sale].id,
            ticket_ids=await self._tickets(sale, many), type_id=self.stage.types[kind],
        )  # fmt: skip
        self.refs.append(ref)
        await self.work()

    async def split(self, sale: int, many: int) -> None:
        """Move the first tickets of an order to somebody else."""
        ref = await orders.split(
            self.rt, self.stage.owner, order_id=self.refs[sale].id, name="Ali Hassan",
            ticket_ids=await self._tickets(sale, many), email=address(len(self.refs)),
        )  # fmt: skip
        self.refs.append(ref)
        await self.work()

    async def dispute(self, sale: int) -> None:
        """The buyer's bank asks for the money back."""
        self.disputes[sale] = await gateway_of(self.rt).dispute(self.checkouts[sale])
        await self.tell(sale, 1)

    async def decide(self, sale: int, *, won: bool) -> None:
        """The bank has decided, and we are told twice."""
        await gateway_of(self.rt).decide(self.disputes[sale], won=won)
        await self.tell(sale, 2)

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

    async def told(self) -> list[Told]:
        """Return what is said of each order."""
        async with self.rt.read() as session:
            rows = {row.id: row for row in await session.execute(text(ORDERS))}
        return [
            Told(
                row.state, row.valid, row.frozen, row.refunded_minor, row.in_clearing,
                row.at_gateway,
            )
            for row in (rows[ref.id] for ref in self.refs)
        ]  # fmt: skip

    async def receipts(self) -> Mapping[str, int]:
        """Return how many receipts were sent to each address."""
        async with self.rt.read() as session:
            sent = await session.execute(
                text(
                    "SELECT recipient, count(*) AS n FROM deliveries WHERE topic = :topic"
                    " GROUP BY recipient"
                ),
                {"topic": Topic.receipt.value},
            )
            return {row.recipient: row.n for row in sent}

    async def assert_sound(self) -> None:
        """Counters are what their rows say, the books balance, and the report is theirs."""
        assert await is_sound(self.rt)
        scope = self.stage.owner.require(Permission.finances_read, self.stage.organizer_id)
        span = Span(self.clock.now() - SEASON, self.clock.now() + SEASON)
        async with self.rt.read() as session:
            assert await reporting.purse_drifts(session) == []
            lines = await reporting.revenue(session, scope, "EUR", span, Grouping.event)
            ways = await reporting.methods(session, scope, "EUR", span)
            owed = await ledger.balance(session, Account(AccountKind.payable, "EUR", scope))
        assert sum(line.net.minor for line in lines) == owed.minor
        assert sum(line.other.minor for line in lines) == 0
        assert sum(way.gross.minor for way in ways) == sum(line.gross.minor for line in lines)
        assert sum(way.refunds.minor for way in ways) <= sum(line.refunds.minor for line in lines)

    async def _tickets(self, sale: int, many: int) -> Sequence[UUID]:
        """Return the first tickets of an order that are not void."""
        async with self.rt.read() as session:
            receipt = await order_queries.receipt(session, self.refs[sale].id)
        return [one.id for one in receipt.tickets if one.state != "void"][:many]

    async def _refund(self, sale: int, wish: RefundWish) -> None:
        owner = self.stage.owner
        async with self.rt.unit_of_work(owner) as uow:
            await orders.refund(uow, owner, order_id=self.refs[sale].id, wish=wish)
        await self.work()


def address(buyer: int) -> str:
    """Return where somebody reads mail."""
    return f"buyer{buyer}@guests.example.com"


async def refusal(deed: Awaitable[None]) -> type[Refused] | None:
    """Return why something was refused; None when it was done."""
    try:
        await deed
    except Refused as why:
        return type(why)
    return None
