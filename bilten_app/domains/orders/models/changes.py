"""What members note about orders, how orders take the place of others, and what banks end."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from bilten_app.infra.db import Row, document, minor, moment, words
from bilten_app.kit.ids import new_id


class OrderNote(Row, table=True):
    """What a member wrote about an order; the buyer does not read it."""

    __tablename__ = "order_notes"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    order_id: UUID = Field(foreign_key="orders.id", index=True)
    words: str = words()
    written_by: str
    written_at: datetime = moment()


class OrderFund(Row, table=True):
    """Money behind an order that no payment of its own brought.

    Carried from another order, it goes back to that order's payment, or to the cards which
    `gift_order_id` took it from; taken by the organizer itself, the organizer gives it back.
    """

    __tablename__ = "order_funds"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('payment', 'gift', 'cash', 'terminal', 'elsewhere')", name="kind"
        ),
        CheckConstraint(
            "amount_minor > 0 AND returned_minor BETWEEN 0 AND amount_minor", name="returned"
        ),
        CheckConstraint("(kind = 'payment') = (payment_id IS NOT NULL)", name="payment"),
        CheckConstraint("(kind = 'gift') = (gift_order_id IS NOT NULL)", name="gift"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    order_id: UUID = Field(foreign_key="orders.id", index=True)
    kind: str
    payment_id: UUID | None = Field(default=None, foreign_key="payments.id", index=True)
    gift_order_id: UUID | None = Field(default=None, foreign_key="orders.id")
    amount_minor: int = minor()
    returned_minor: int = minor(default=0)


class OrderChange(Row, table=True):
    """Tickets of an order that another order takes the place of; `done_at` once it is paid.

    `list_minor` is what the tickets cost without fees, and `sold_at` when they were first sold, so
    that reports count a sale once.
    """

    __tablename__ = "order_changes"
    __table_args__ = (CheckConstraint("kind IN ('swap', 'split')", name="kind"),)

    order_id: UUID = Field(primary_key=True, foreign_key="orders.id")
    from_order_id: UUID = Field(foreign_key="orders.id", index=True)
    kind: str
    ticket_ids: list[str] = document()
    list_minor: int = minor()
    sold_at: datetime | None = moment(default=None, nullable=True)
    made_by: str
    made_at: datetime = moment()
    done_at: datetime | None = moment(default=None, nullable=True)


class OrderLoss(Row, table=True):
    """Tickets that ended because a bank took an order's money; gone when it gives it back."""

    __tablename__ = "order_losses"

    order_id: UUID = Field(primary_key=True, foreign_key="orders.id")
    ticket_ids: list[str] = document()
    lost_at: datetime = moment()
