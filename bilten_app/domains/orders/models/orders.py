"""Orders, their lines, and what is given back of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from bilten_app.infra.db import Row, document, minor, moment, words
from bilten_app.kit.ids import new_id


class Order(Row, table=True):
    """What somebody buys. Sums are stored, so that a receipt never computes again.

    `platform_fee_minor` is the whole fee, whoever bears it; `fee_minor` what the buyer pays of it.
    `gift_minor` is paid with cards and credit. `asked` is what the buyer
    brought (codes, a VAT id), `quote` says where every cent comes from. `funded_minor` is what
    `order_funds` pay: money carried from an order that was changed into this one, or taken by the
    organizer itself. `seats` are those it was placed with (`seating.public.KeptSeat`): paid late,
    it gets these or none. `turn_id` is the turn in a waiting room that led to it: a turn leads to
    one purchase. `extended_at` is when it was given more time because its gateway was down, which
    happens once. `listing_id` is the ticket that somebody sells on, of an order that buys it;
    listings refer to orders, so it is no foreign key.
    """

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint("state IN ('placed', 'paid', 'expired', 'cancelled')", name="state"),
        CheckConstraint(
            "total_minor = list_minor - discount_minor + fee_minor + tax_added_minor", name="total"
        ),
        CheckConstraint("gift_minor BETWEEN 0 AND total_minor", name="gift"),
        CheckConstraint("funded_minor BETWEEN 0 AND total_minor - gift_minor", name="funded"),
        CheckConstraint(
            "channel IN ('web', 'box_office', 'complimentary', 'import', 'resale')", name="channel"
        ),
        CheckConstraint("(channel = 'resale') = (listing_id IS NOT NULL)", name="listing"),
        CheckConstraint(
            "refunded_minor BETWEEN refunded_gift_minor AND total_minor"
            " AND refunded_gift_minor BETWEEN 0 AND gift_minor",
            name="refunded",
        ),
        Index(
            "uq_orders_placed_by_visitor",
            "event_id",
            "visitor",
            unique=True,
            postgresql_where=text("state = 'placed' AND visitor IS NOT NULL"),
        ),
        Index(
            "uq_orders_turn",
            "turn_id",
            unique=True,
            postgresql_where=text(
                "turn_id IS NOT NULL AND (state = 'placed' OR paid_at IS NOT NULL)"
            ),
        ),
        Index("ix_orders_open", "hold_until", postgresql_where=text("state = 'placed'")),
        Index("ix_orders_organizer", "organizer_id", "placed_at"),
        Index("ix_orders_event", "event_id", "placed_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True)
    event_id: UUID = Field(foreign_key="events.id")
    organizer_id: UUID = Field(foreign_key="organizers.id")
    hold_id: UUID = Field(unique=True)
    state: str = "placed"
    channel: str = "web"
    from_order_id: UUID | None = Field(default=None, foreign_key="orders.id", index=True)
    listing_id: UUID | None = None
    visitor: str | None = None
    turn_id: UUID | None = Field(default=None, foreign_key="waiting_turns.id")
    user_id: UUID | None = Field(default=None, foreign_key="users.id", index=True)
    buyer_name: str = ""
    buyer_email: str = ""
    locale: str = "en"
    currency: str
    list_minor: int = minor()
    discount_minor: int = minor(default=0)
    fee_minor: int = minor()
    platform_fee_minor: int = minor(default=0)
    tax_minor: int = minor(default=0)
    tax_added_minor: int = minor(default=0)
    total_minor: int = minor()
    gift_minor: int = minor(default=0)
    funded_minor: int = minor(default=0)
    refunded_minor: int = minor(default=0)
    refunded_gift_minor: int = minor(default=0)
    keeps_offers: bool = False
    asked: dict[str, Any] | None = document(default=None, nullable=True)
    quote: dict[str, Any] | None = document(default=None, nullable=True)
    seats: list[Any] | None = document(default=None, nullable=True)
    hold_until: datetime = moment()
    extended_at: datetime | None = moment(default=None, nullable=True)
    payment_id: UUID | None = Field(default=None, foreign_key="payments.id")
    placed_at: datetime = moment()
    paid_at: datetime | None = moment(default=None, nullable=True)
    closed_at: datetime | None = moment(default=None, nullable=True)
    close_reason: str = ""


class OrderLine(Row, table=True):
    """One ticket type in an order, with every amount that makes its price.

    `parts` are the tickets of one bundle as it was sold (`rules.BundleTicket`); null for all else.
    """

    __tablename__ = "order_lines"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    order_id: UUID = Field(foreign_key="orders.id", index=True)
    ticket_type_id: UUID = Field(foreign_key="ticket_types.id")
    name: str
    quantity: int
    unit_minor: int = minor()
    list_minor: int = minor()
    discount_minor: int = minor(default=0)
    fee_minor: int = minor()
    tax_minor: int = minor(default=0)
    total_minor: int = minor()
    parts: list[Any] | None = document(default=None, nullable=True)


class OrderRefund(Row, table=True):
    """Money that an order gave back, and for which of its tickets.

    `id` is also the reference of its ledger entry and of what went back onto gift cards. `task`
    says whether somebody has yet to decide which tickets it was for: made elsewhere, it names none.
    """

    __tablename__ = "order_refunds"
    __table_args__ = (
        CheckConstraint(
            "amount_minor > 0 OR amount_minor = 0 AND ticket_ids <> '[]'::jsonb", name="amount"
        ),
        CheckConstraint("task IN ('', 'open', 'kept', 'ended')", name="task"),
        Index("ix_order_refunds_tasks", "created_at", postgresql_where=text("task = 'open'")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    order_id: UUID = Field(foreign_key="orders.id", index=True)
    payment_refund_id: UUID | None = Field(default=None, foreign_key="refunds.id")
    amount_minor: int = minor()
    gift_minor: int = minor()
    fee_minor: int = minor()
    tax_minor: int = minor()
    ticket_ids: list[str] = document()
    reason: str
    made_by: str
    task: str = ""
    created_at: datetime = moment()


class OrderPolicy(Row, table=True):
    """What an organizer wants of orders; without a row, what the columns start with."""

    __tablename__ = "order_policies"
    __table_args__ = (CheckConstraint("outside IN ('end', 'keep')", name="outside"),)

    organizer_id: UUID = Field(foreign_key="organizers.id", primary_key=True)
    outside: str = "end"
    changed_at: datetime = moment()


class RefundRequest(Row, table=True):
    """A buyer asks to give tickets back. An order has one open request."""

    __tablename__ = "refund_requests"
    __table_args__ = (
        CheckConstraint("state IN ('requested', 'approved', 'refused', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'requested') = (decided_at IS NULL)", name="decided"),
        Index(
            "uq_refund_requests_open",
            "order_id",
            unique=True,
            postgresql_where=text("state = 'requested'"),
        ),
        Index("ix_refund_requests_organizer", "organizer_id", "asked_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    order_id: UUID = Field(foreign_key="orders.id", index=True)
    organizer_id: UUID = Field(foreign_key="organizers.id")
    state: str = "requested"
    ticket_ids: list[str] = document()
    reason: str = words(default="")
    asked_at: datetime = moment()
    decided_by: str = ""
    decided_at: datetime | None = moment(default=None, nullable=True)
    note: str = words(default="")
