"""Keys as their organization sees them."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.programs import rules
from bilten_app.domains.programs.models import ApiKey
from bilten_app.domains.programs.public import KeyId, KeyView
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.page import Page, cursor_id, read_cursor
from bilten_app.kit.roles import Permission

PAGE = 50


async def keys(
    session: AsyncSession,
    scope: OrganizerScope,
    *,
    now: datetime,
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[KeyView]:
    """Return an organization's keys, the newest first; those that ended too."""
    chosen = (
        select(ApiKey)
        .where(col(ApiKey.organizer_id) == scope)
        .order_by(col(ApiKey.id).desc())
        .limit(size + 1)
    )
    if cursor:
        (last,) = read_cursor(cursor, 1)
        chosen = chosen.where(col(ApiKey.id) < cursor_id(last))
    rows = (await session.execute(chosen)).scalars().all()
    return Page[KeyView].cut([_view(row, now) for row in rows], size, lambda key: (str(key.id),))


def _view(row: ApiKey, now: datetime) -> KeyView:
    return KeyView(
        id=KeyId(row.id),
        name=row.name,
        prefix=row.prefix,
        scopes=[one for one in Permission if one in row.scopes],
        networks=row.networks,
        is_test=row.is_test,
        state=rules.state_of(expires_at=row.expires_at, revoked_at=row.revoked_at, now=now),
        made_at=row.made_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )
