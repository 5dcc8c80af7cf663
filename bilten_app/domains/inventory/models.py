"""Pools of places, the ticket types that draw on them, and holds."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from bilten_app.infra.db import Row, document, minor, moment, words
from bilten_app.kit.ids import new_id


class Pool(Row, table=True):
    """Places that are interchangeable. Hot: narrow, and with room on its page for updates.

    `wanted` is what the organizer asked for. It may be lowered below what is sold: nothing is
    cancelled then, and `capacity`, the guard, follows it down as places come back. `list_wants` is
    the fewest places its waiting list could use: so many are kept for the list when they come free.
    A pool with a name may be shared by several ticket types; one without is a type's own. The
    places of a seated one are the seats of its event's plan: they say how many there are.
    """

    __tablename__ = "pools"
    __table_args__ = (
        CheckConstraint("held >= 0 AND sold >= 0 AND wanted >= 0", name="not_negative"),
        CheckConstraint("sold + held <= capacity", name="never_oversold"),
        CheckConstraint("list_wants > 0", name="list_wants"),
        Index("ix_pools_listed", "id", postgresql_where=text("list_wants IS NOT NULL")),
        Index(
            "uq_pools_name",
            "event_id",
            text("lower(name)"),
            unique=True,
            postgresql_where=text("name <> ''"),
        ),
        {"postgresql_with": {"fillfactor": 50}},
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    event_id: UUID = Field(foreign_key="events.id", index=True)
    name: str = ""
    capacity: int
    wanted: int
    held: int = 0
    sold: int = 0
    list_wants: int | None = None
    seated: bool = False


class TicketType(Row, table=True):
    """What is sold. `number` is its class in the proof (ticket-proof.md), stable for ever.

    `pool_id` is the first of the pools it draws on; a bundle has none but those of its parts. An
    add-on is sold with admissions only, `most_each` with each of them. `max_per_person` counts over
    all orders of a person (`TypePerson`). With an `open_price` the buyer chooses `price_minor` or
    more, up to `most_minor`.
    """

    __tablename__ = "ticket_types"
    __table_args__ = (
        UniqueConstraint("event_id", "number"),
        CheckConstraint("price_minor >= 0", name="price"),
        CheckConstraint("max_per_order BETWEEN 1 AND 100", name="max_per_order"),
        CheckConstraint("number BETWEEN 1 AND 255", name="number"),
        CheckConstraint(
            "kind IN ('admission', 'addon', 'bundle') AND (kind = 'bundle') = (pool_id IS NULL)",
            name="kind",
        ),
        CheckConstraint("most_each BETWEEN 1 AND 20", name="most_each"),
        CheckConstraint("max_per_person BETWEEN 1 AND 1000", name="max_per_person"),
        CheckConstraint("NOT open_price OR kind <> 'bundle'", name="open_price"),
        CheckConstraint("most_minor >= price_minor", name="most"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    event_id: UUID = Field(foreign_key="events.id", index=True)
    kind: str = "admission"
    pool_id: UUID | None = Field(default=None, foreign_key="pools.id", index=True)
    number: int
    position: int = 0
    name: str
    note: str = words(default="")
    price_minor: int = minor()
    max_per_order: int = 10
    max_per_person: int | None = None
    most_each: int = 1
    sale_opens_at: datetime | None = moment(default=None, nullable=True)
    sale_closes_at: datetime | None = moment(default=None, nullable=True)
    paused: bool = False
    hidden: bool = False
    rotating: bool = False
    open_price: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    most_minor: int | None = minor(default=None, nullable=True)
    suggested: list[int] = document(default_factory=list)


class TicketTypePool(Row, table=True):
    """A ticket of the type takes one place of the pool."""

    __tablename__ = "ticket_type_pools"

    ticket_type_id: UUID = Field(foreign_key="ticket_types.id", primary_key=True)
    pool_id: UUID = Field(foreign_key="pools.id", primary_key=True, index=True)


class BundlePart(Row, table=True):
    """A bundle is so many tickets of another type, among others."""

    __tablename__ = "bundle_parts"
    __table_args__ = (CheckConstraint("quantity BETWEEN 1 AND 20", name="quantity"),)

    bundle_id: UUID = Field(foreign_key="ticket_types.id", primary_key=True)
    part_id: UUID = Field(foreign_key="ticket_types.id", primary_key=True, index=True)
    quantity: int


class AddonHost(Row, table=True):
    """An add-on is sold together with this type, or with a bundle that contains it."""

    __tablename__ = "addon_hosts"

    addon_id: UUID = Field(foreign_key="ticket_types.id", primary_key=True)
    host_id: UUID = Field(foreign_key="ticket_types.id", primary_key=True, index=True)


class HoldLine(Row, table=True):
    """Places of one pool, for tickets of one type, that nobody else may take until `expires_at`.

    `each` is how many of them one piece takes: a bundle may take several. `chosen_minor` is the
    price that the buyer chose for one.
    """

    __tablename__ = "holds"
    __table_args__ = (
        Index("uq_holds_list", "pool_id", unique=True, postgresql_where=text("reason = 'list'")),
    )

    hold_id: UUID = Field(primary_key=True)
    ticket_type_id: UUID = Field(foreign_key="ticket_types.id", primary_key=True)
    pool_id: UUID = Field(foreign_key="pools.id", primary_key=True, index=True)
    quantity: int
    each: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    chosen_minor: int | None = minor(default=None, nullable=True)
    reason: str
    expires_at: datetime = moment(index=True)


class TypePerson(Row, table=True):
    """How many of a limited type one person holds or has bought."""

    __tablename__ = "type_people"
    __table_args__ = (CheckConstraint("taken BETWEEN 0 AND most", name="never_exceeded"),)

    ticket_type_id: UUID = Field(foreign_key="ticket_types.id", primary_key=True)
    identity: str = Field(primary_key=True)
    taken: int
    most: int


class TypeClaim(Row, table=True):
    """What a hold, and the order it became, counts for its person; not while it is released."""

    __tablename__ = "type_claims"
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="quantity"),
        Index(
            "ix_type_claims_released",
            "released_at",
            postgresql_where=text("released_at IS NOT NULL"),
        ),
    )

    hold_id: UUID = Field(primary_key=True)
    ticket_type_id: UUID = Field(foreign_key="ticket_types.id", primary_key=True)
    identity: str
    quantity: int
    released_at: datetime | None = moment(default=None, nullable=True)
