"""Rooms, draws and lists as visitors, organizers and mails see them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, func, or_, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.waiting.models import Entry, Offer, Room, Skip, Turn
from bilten_app.domains.waiting.public import (
    ENTRY_LINK,
    Draw,
    EntryId,
    EntryState,
    EntryView,
    NoRoom,
    OfferId,
    OfferState,
    OfferView,
    RoomMode,
    RoomView,
    SkipReason,
    SkipView,
    TurnId,
)
from bilten_app.infra.telling import Told, told_rows
from bilten_app.infra.vault import Vault
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import NotFound
from bilten_app.kit.page import Page, cursor_id, read_cursor
from bilten_app.kit.personal import Person
from bilten_app.kit.roles import Permission

PAGE = 50


async def draw(session: AsyncSession, event_id: UUID) -> Draw:
    """Return what anybody may check of a draw. Raises NoRoom."""
    room = await session.get(Room, event_id)
    if room is None or room.mode == RoomMode.off:
        raise NoRoom
    order: Sequence[UUID] = ()
    if room.drawn_at is not None:
        chosen = select(col(Turn.id)).where(
            col(Turn.event_id) == event_id, col(Turn.number) <= room.drawn
        )
        order = (await session.execute(chosen.order_by(col(Turn.number)))).scalars().all()
    return Draw(
        event_id=event_id,
        opens_at=room.opens_at,
        seed_hash=room.seed_hash.hex(),
        drawn_at=room.drawn_at,
        seed=room.seed.hex() if room.drawn_at and room.seed else None,
        order=tuple(TurnId(turn) for turn in order),
    )


async def room(
    session: AsyncSession, actor: Actor, event_id: UUID, *, at: datetime
) -> RoomView | None:
    """Return an event's room with its numbers at `at`; None when it never had one."""
    await _require(session, actor, event_id)
    row = await session.get(Room, event_id, populate_existing=True)
    if row is None:
        return None
    counted = await session.execute(
        text(
            "SELECT count(*) AS joined,"
            " count(*) FILTER (WHERE t.entered_at IS NOT NULL) AS inside,"
            " count(*) FILTER (WHERE t.entered_at IS NULL AND t.number <= ("
            "  SELECT max(a.up_to) FROM waiting_admissions a"
            "  WHERE a.event_id = :event AND a.at <= :since)) AS missed"
            " FROM waiting_turns t WHERE t.event_id = :event"
        ),
        {"event": event_id, "since": at - timedelta(seconds=row.pass_s)},
    )
    counts = counted.one()
    return RoomView(
        event_id=event_id,
        mode=RoomMode(row.mode),
        in_force=row.in_force,
        opens_at=row.opens_at,
        drawn_at=row.drawn_at,
        drawn=row.drawn,
        joined=counts.joined,
        waiting=counts.joined - row.admitted,
        admitted=row.admitted,
        inside=counts.inside,
        missed=counts.missed,
        rate_per_minute=row.rate_per_minute,
        at_once=row.at_once,
    )


async def by_link(session: AsyncSession, vault: Vault, *, code: str, secret: str) -> EntryView:
    """Return the entry of a link, or raise NotFound: a wrong secret looks like a wrong code."""
    chosen = select(Entry).where(col(Entry.code) == code).execution_options(populate_existing=True)
    row = (await session.execute(chosen)).scalar_one_or_none()
    if row is None or not vault.is_link_secret(ENTRY_LINK, row.id, secret):
        raise NotFound
    return (await _views(session, [row]))[0]


async def entry(session: AsyncSession, entry_id: UUID) -> EntryView:
    """Return an entry, or raise NotFound. Not for doors: those use `by_link`."""
    row = await session.get(Entry, entry_id, populate_existing=True)
    if row is None:
        raise NotFound
    return (await _views(session, [row]))[0]


async def entries(
    session: AsyncSession,
    actor: Actor,
    event_id: UUID,
    *,
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[EntryView]:
    """Return an event's list for its organizer, the first in line first."""
    await _require(session, actor, event_id)
    chosen = select(Entry).where(col(Entry.event_id) == event_id).order_by(col(Entry.id))
    if cursor:
        chosen = chosen.where(col(Entry.id) > cursor_id(read_cursor(cursor, 1)[0]))
    rows = (await session.execute(chosen.limit(size + 1))).scalars().all()
    return Page[EntryView].cut(await _views(session, rows), size, lambda view: (str(view.id),))


async def ids_of(session: AsyncSession, person: Person) -> Sequence[UUID]:
    """Return where a person waits or waited."""
    values = person.values
    mine = or_(
        col(Entry.user_id) == values["user"], func.lower(col(Entry.email)) == values["email"]
    )
    chosen = select(col(Entry.id)).where(mine).order_by(col(Entry.id))
    return (await session.execute(chosen)).scalars().all()


async def waiting_by_type(session: AsyncSession, event_id: UUID) -> Mapping[UUID, int]:
    """Return ticket type id → how many places are waited for."""
    rows = await session.execute(
        select(col(Entry.ticket_type_id), func.sum(col(Entry.quantity)))
        .where(col(Entry.event_id) == event_id, col(Entry.state) == EntryState.waiting)
        .group_by(col(Entry.ticket_type_id))
    )
    return {type_id: int(count) for type_id, count in rows}


async def _require(session: AsyncSession, actor: Actor, event_id: UUID) -> None:
    event = await events.sale(session, event_id)
    actor.require(Permission.events_read, event.organizer_id, event_id=event.id)


async def _views(session: AsyncSession, rows: Sequence[Entry]) -> list[EntryView]:
    ids = [row.id for row in rows]
    offers = await _offers(session, ids)
    skips = await _skips(session, ids)
    before = await _before(session, ids)
    return [
        EntryView(
            id=EntryId(row.id),
            code=row.code,
            event_id=row.event_id,
            ticket_type_id=row.ticket_type_id,
            name=row.name,
            email=row.email,
            locale=row.locale,
            quantity=row.quantity,
            least=row.least,
            state=EntryState(row.state),
            joined_at=row.joined_at,
            before=before.get(row.id, 0),
            offer=offers.get(row.id),
            skips=tuple(skips.get(row.id, ())),
        )
        for row in rows
    ]


async def _offers(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, OfferView]:
    """Return entry id → its latest offer."""
    rows = await session.execute(
        select(Offer).where(col(Offer.entry_id).in_(ids)).order_by(col(Offer.id))
        .execution_options(populate_existing=True)
    )  # fmt: skip
    return {
        row.entry_id: OfferView(
            OfferId(row.id), row.quantity, OfferState(row.state), row.offered_at, row.expires_at
        )
        for row in rows.scalars()
    }


async def _skips(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, list[SkipView]]:
    rows = await session.execute(
        select(Skip).where(col(Skip.entry_id).in_(ids)).order_by(col(Skip.id).desc())
    )
    found: dict[UUID, list[SkipView]] = {}
    for row in rows.scalars():
        skip = SkipView(row.at, SkipReason(row.reason), row.free, row.least)
        found.setdefault(row.entry_id, []).append(skip)
    return found


async def _before(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, int]:
    """Return entry id → how many wait for the same places and came earlier; only who waits."""
    rows = await session.execute(
        text(
            "SELECT w.id, w.before FROM ("
            " SELECT e.id, row_number() OVER (PARTITION BY e.pool_id ORDER BY e.id) - 1 AS before"
            " FROM waiting_entries e WHERE e.state = 'waiting' AND e.pool_id IN"
            " (SELECT pool_id FROM waiting_entries WHERE id = ANY(:ids))"
            ") w WHERE w.id = ANY(:ids)"
        ),
        {"ids": list(ids)},
    )
    return {row.id: int(row.before) for row in rows}


async def personal_data(session: AsyncSession, person: Person) -> Told:
    """Return where a person waits or waited."""
    return await told_rows(session, _PERSONAL, person)


_PERSONAL = {
    "waiting_lists": "SELECT name, email, quantity, least, state, joined_at, closed_at"
    " FROM waiting_entries WHERE user_id = :user OR lower(email) = :email ORDER BY id",
}
