"""Terms of resale, and listings."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from bilten_app.infra.db import Row, minor, moment
from bilten_app.kit.ids import new_id


class ResaleTerms(Row, table=True):
    """On which terms an event's tickets are sold on; of one type, when it names one.

    Without a row nothing is.
    """

    __tablename__ = "resale_terms"
    __table_args__ = (
        CheckConstraint("cap_basis_points BETWEEN 1000 AND 20000", name="cap"),
        CheckConstraint("royalty_basis_points BETWEEN 0 AND 1000", name="royalty"),
        CheckConstraint("hours BETWEEN 0 AND 336", name="hours"),
        Index(
            "uq_resale_terms",
            "event_id",
            "ticket_type_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    event_id: UUID = Field(foreign_key="events.id")
    ticket_type_id: UUID | None = Field(default=None, foreign_key="ticket_types.id")
    is_on: bool
    cap_basis_points: int
    royalty_basis_points: int
    hours: int
    changed_at: datetime = moment()


class Listing(Row, table=True):
    """A ticket that its holder sells on.

    `face_minor` is what its first buyer paid, `paid_minor` what its seller did. Until it is sold,
    `order_id` is the order of a buyer who is paying, and counts until `held_until`.
    """

    __tablename__ = "listings"
    __table_args__ = (
        CheckConstraint("kind IN ('fiat')", name="kind"),
        CheckConstraint(
            "state IN ('open', 'withdrawn', 'sold', 'settled', 'undone')", name="state"
        ),
        CheckConstraint(
            "price_minor > 0 AND royalty_minor >= 0 AND fee_minor >= 0 AND proceeds_minor > 0"
            " AND price_minor = royalty_minor + fee_minor + proceeds_minor",
            name="split",
        ),
        CheckConstraint(
            "state IN ('open', 'withdrawn') OR order_id IS NOT NULL AND sold_at IS NOT NULL",
            name="sold",
        ),
        Index(
            "uq_listings_ticket", "ticket_id", unique=True, postgresql_where=text("state = 'open'")
        ),
        Index("uq_listings_order", "order_id", unique=True),
        Index("ix_listings_event", "event_id", "state", "price_minor", "id"),
        Index("ix_listings_seller", "seller_order_id"),
        Index("ix_listings_due", "event_id", postgresql_where=text("state = 'sold'")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    kind: str = "fiat"
    state: str = "open"
    event_id: UUID = Field(foreign_key="events.id")
    organizer_id: UUID = Field(foreign_key="organizers.id")
    ticket_type_id: UUID = Field(foreign_key="ticket_types.id")
    ticket_id: UUID = Field(foreign_key="tickets.id")
    seller_order_id: UUID = Field(foreign_key="orders.id")
    seller_user_id: UUID | None = Field(default=None, foreign_key="users.id", index=True)
    seller_email: str
    currency: str
    face_minor: int = minor()
    paid_minor: int = minor()
    price_minor: int = minor()
    royalty_minor: int = minor()
    fee_minor: int = minor()
    proceeds_minor: int = minor()
    order_id: UUID | None = Field(default=None, foreign_key="orders.id")
    held_until: datetime | None = moment(default=None, nullable=True)
    reason: str = ""
    listed_at: datetime = moment()
    sold_at: datetime | None = moment(default=None, nullable=True)
    ended_at: datetime | None = moment(default=None, nullable=True)
    repaid_at: datetime | None = moment(default=None, nullable=True)
