"""Keys and their use, as their organization sees them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.programs import rules
from bilten_app.domains.programs.models import ApiKey, ApiRequest, KeyDay
from bilten_app.domains.programs.public import AgingUse, DayOfUse, KeyId, KeyView, Use
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.errors import NotFound
from bilten_app.kit.page import Page, cursor_id, read_cursor
from bilten_app.kit.roles import Permission
from bilten_app.kit.twins import is_test, twin_of

PAGE = 25
DAYS = 30
_WHILE = timedelta(days=DAYS)


async def keys(
    session: AsyncSession,
    scope: OrganizerScope,
    *,
    now: datetime,
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[KeyView]:
    """Return an organization's keys, the newest first; those that ended too, and for its tests."""
    chosen = (
        select(ApiKey)
        .where(col(ApiKey.organizer_id).in_([scope, twin_of(scope)]))
        .order_by(col(ApiKey.id).desc())
        .limit(size + 1)
    )
    if cursor:
        (last,) = read_cursor(cursor, 1)
        chosen = chosen.where(col(ApiKey.id) < cursor_id(last))
    rows = (await session.execute(chosen)).scalars().all()
    return Page[KeyView].cut([_view(row, now) for row in rows], size, lambda key: (str(key.id),))


async def key(
    session: AsyncSession, scope: OrganizerScope, key_id: UUID, *, now: datetime
) -> KeyView:
    """Return one of an organization's keys, or raise NotFound."""
    row = await session.get(ApiKey, key_id)
    if row is None or row.organizer_id not in {scope, twin_of(scope)}:
        raise NotFound
    return _view(row, now)


async def used(
    session: AsyncSession, programs: Collection[UUID], *, now: datetime
) -> Mapping[UUID, tuple[int, int]]:
    """Return program → (requests, errors) of the last thirty days, for those that asked."""
    counted = (
        select(KeyDay.program_id, func.sum(KeyDay.requests), func.sum(KeyDay.errors))
        .where(col(KeyDay.program_id).in_(programs), col(KeyDay.day) > (now - _WHILE).date())
        .group_by(col(KeyDay.program_id))
    )
    rows = await session.execute(counted)
    return {program_id: (int(requests), int(errors)) for program_id, requests, errors in rows}


async def days_of_use(
    session: AsyncSession, scope: OrganizerScope, key_id: UUID, *, now: datetime
) -> Sequence[DayOfUse]:
    """Return the last thirty days of a key, the oldest first; those without requests too."""
    await key(session, scope, key_id, now=now)
    return await days_of_program(session, key_id, now=now)


async def days_of_program(
    session: AsyncSession, program_id: UUID, *, now: datetime
) -> Sequence[DayOfUse]:
    """Return the same of a key or an app that the asker was shown to own."""
    counted = select(KeyDay).where(
        col(KeyDay.program_id) == program_id, col(KeyDay.day) > (now - _WHILE).date()
    )
    found = {row.day: row for row in (await session.execute(counted)).scalars()}
    every = [now.date() - timedelta(days=back) for back in reversed(range(DAYS))]
    return [
        DayOfUse(day, found[day].requests, found[day].errors) if day in found else DayOfUse(day)
        for day in every
    ]


async def requests(
    session: AsyncSession,
    scope: OrganizerScope,
    key_id: UUID,
    *,
    now: datetime,
    only_errors: bool = False,
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[Use]:
    """Return the latest requests of a key, the newest first."""
    await key(session, scope, key_id, now=now)
    return await requests_of_program(
        session, key_id, only_errors=only_errors, cursor=cursor, size=size
    )


async def requests_of_program(
    session: AsyncSession,
    program_id: UUID,
    *,
    only_errors: bool = False,
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[Use]:
    """Return the same of a key or an app that the asker was shown to own."""
    chosen = (
        select(ApiRequest)
        .where(col(ApiRequest.program_id) == program_id)
        .order_by(col(ApiRequest.id).desc())
        .limit(size + 1)
    )
    if only_errors:
        chosen = chosen.where(col(ApiRequest.status) >= rules.FIRST_ERROR)
    if cursor:
        (last,) = read_cursor(cursor, 1)
        chosen = chosen.where(col(ApiRequest.id) < cursor_id(last))
    rows = (await session.execute(chosen)).scalars().all()
    page = Page[ApiRequest].cut(rows, size, lambda row: (str(row.id),))
    return Page([_use(row) for row in page.rows], page.next_cursor)


async def aging_uses(
    session: AsyncSession, scope: OrganizerScope, key_id: UUID, *, now: datetime
) -> Sequence[AgingUse]:
    """Return what a key asked lately that goes away, the latest first."""
    await key(session, scope, key_id, now=now)
    last = func.max(ApiRequest.at)
    chosen = (
        select(col(ApiRequest.method), col(ApiRequest.route), last)
        .where(col(ApiRequest.program_id) == key_id, col(ApiRequest.is_aging))
        .group_by(col(ApiRequest.method), col(ApiRequest.route))
        .order_by(last.desc())
    )
    return [AgingUse(*row) for row in await session.execute(chosen)]


def _use(row: ApiRequest) -> Use:
    return Use(
        row.program_id, row.at, row.method, row.route, row.status, row.took_ms, row.request_id,
        row.is_aging,
    )  # fmt: skip


def _view(row: ApiKey, now: datetime) -> KeyView:
    return KeyView(
        id=KeyId(row.id),
        name=row.name,
        prefix=row.prefix,
        scopes=[one for one in Permission if one in row.scopes],
        networks=row.networks,
        state=rules.state_of(expires_at=row.expires_at, revoked_at=row.revoked_at, now=now),
        made_at=row.made_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        is_test=is_test(row.organizer_id),
    )
