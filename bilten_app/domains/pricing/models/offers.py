"""Tiers, group prices and promotions, and the allowances that count their uses."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from bilten_app.domains.pricing.public import PromoKind
from bilten_app.infra.db import Row, document, minor, moment
from bilten_app.kit.ids import new_id

KINDS = ", ".join(f"'{kind}'" for kind in PromoKind)


class Allowance(Row, table=True):
    """How often something may be used: a promotion, or a tier that ends by number.

    Its id is that of what it counts; `most` is None without end. Hot and narrow, like a pool.
    """

    __tablename__ = "allowances"
    __table_args__ = (
        CheckConstraint("held >= 0 AND used >= 0", name="not_negative"),
        CheckConstraint("most IS NULL OR held + used <= most", name="never_exceeded"),
        {"postgresql_with": {"fillfactor": 50}},
    )

    id: UUID = Field(primary_key=True)
    most: int | None = None
    held: int = 0
    used: int = 0


class AllowanceUse(Row, table=True):
    """What a hold uses of an allowance: held with it, used when it is paid, released once.

    `identity` is whose use of a promotion it is, once that is known.
    """

    __tablename__ = "allowance_uses"
    __table_args__ = (
        CheckConstraint("state IN ('held', 'used', 'released')", name="state"),
        CheckConstraint("quantity > 0", name="quantity"),
        Index("ix_allowance_uses_held", "expires_at", postgresql_where=text("state = 'held'")),
    )

    hold_id: UUID = Field(primary_key=True)
    allowance_id: UUID = Field(primary_key=True, foreign_key="allowances.id", index=True)
    quantity: int
    state: str = "held"
    identity: str = ""
    expires_at: datetime = moment()


class TierRow(Row, table=True):
    """Another price of a ticket type for some time, for so many tickets, or both."""

    __tablename__ = "price_tiers"
    __table_args__ = (
        CheckConstraint("price_minor >= 0", name="price"),
        CheckConstraint("places IS NULL OR places > 0", name="places"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    ticket_type_id: UUID = Field(foreign_key="ticket_types.id", index=True)
    position: int = 0
    name: str
    price_minor: int = minor()
    starts_at: datetime | None = moment(default=None, nullable=True)
    ends_at: datetime | None = moment(default=None, nullable=True)
    places: int | None = None


class GroupRow(Row, table=True):
    """The price of each ticket once an order has enough of the type."""

    __tablename__ = "group_prices"
    __table_args__ = (
        CheckConstraint("price_minor >= 0", name="price"),
        CheckConstraint("from_quantity BETWEEN 2 AND 100", name="from_quantity"),
    )

    ticket_type_id: UUID = Field(primary_key=True, foreign_key="ticket_types.id")
    from_quantity: int = Field(primary_key=True)
    price_minor: int = minor()


class PromoRow(Row, table=True):
    """A promotion of an event; without a code it applies by itself."""

    __tablename__ = "promos"
    __table_args__ = (
        CheckConstraint(f"kind IN ({KINDS})", name="kind"),
        CheckConstraint("value >= 0 AND min_minor >= 0", name="not_negative"),
        CheckConstraint("kind <> 'buy_get' OR (buy > 0 AND give > 0)", name="buy_get"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index(
            "uq_promos_code", "event_id", "code", unique=True, postgresql_where=text("code <> ''")
        ),
        Index("ix_promos_event", "event_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    event_id: UUID = Field(foreign_key="events.id")
    code: str = ""
    name: str
    kind: str
    value: int = minor(default=0)
    buy: int = 0
    give: int = 0
    ticket_types: list[str] = document(default_factory=list)
    audience: str = ""
    starts_at: datetime | None = moment(default=None, nullable=True)
    ends_at: datetime | None = moment(default=None, nullable=True)
    min_minor: int = minor(default=0)
    most_tickets: int | None = None
    per_identity: int | None = None
    stackable: bool = False
    paused: bool = False
    created_at: datetime = moment()


class PromoIdentity(Row, table=True):
    """How often one person has used a promotion that each may use so many times."""

    __tablename__ = "promo_identities"
    __table_args__ = (CheckConstraint("uses BETWEEN 0 AND most", name="never_exceeded"),)

    promo_id: UUID = Field(primary_key=True, foreign_key="promos.id")
    identity: str = Field(primary_key=True)
    uses: int
    most: int


class AudienceMember(Row, table=True):
    """Somebody who belongs to a group of an organizer: an address, or all of `@a-domain`."""

    __tablename__ = "audience_members"

    organizer_id: UUID = Field(primary_key=True, foreign_key="organizers.id")
    identity: str = Field(primary_key=True)
    audience: str = Field(primary_key=True)
