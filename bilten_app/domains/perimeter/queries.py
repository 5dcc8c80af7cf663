"""What counts at the perimeter now, and what staff look at."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.perimeter.models import NetworkRule
from bilten_app.domains.perimeter.public import RuleView, Standing, Verdict
from bilten_app.domains.perimeter.rules import Perimeter
from bilten_app.kit.actor import Actor
from bilten_app.kit.page import Page, cursor_id, cursor_moment, read_cursor
from bilten_app.kit.roles import StaffPermission

PAGE = 25


async def perimeter(session: AsyncSession, now: datetime) -> Perimeter:
    """Return every rule that counts, ready to judge."""
    ends = col(NetworkRule.ends_at)
    subject = func.coalesce(func.text(col(NetworkRule.network)), col(NetworkRule.country))
    chosen = select(col(NetworkRule.verdict), subject, ends).where(
        col(NetworkRule.removed_at).is_(None), or_(ends.is_(None), ends > now)
    )
    return Perimeter.of(
        Standing(Verdict(verdict), subject, ends_at)
        for verdict, subject, ends_at in await session.execute(chosen)
    )


async def listed(
    session: AsyncSession,
    actor: Actor,
    *,
    now: datetime,
    verdict: Verdict | None = None,
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[RuleView]:
    """Return the rules that count, the newest first. For staff who manage the perimeter."""
    actor.require_staff(StaffPermission.network_manage)
    ends = col(NetworkRule.ends_at)
    chosen = select(NetworkRule).where(
        col(NetworkRule.removed_at).is_(None), or_(ends.is_(None), ends > now)
    )
    if verdict:
        chosen = chosen.where(col(NetworkRule.verdict) == verdict.value)
    if cursor:
        at, last = read_cursor(cursor, 2)
        before = (cursor_moment(at), cursor_id(last))
        chosen = chosen.where(tuple_(col(NetworkRule.made_at), col(NetworkRule.id)) < before)
    newest = chosen.order_by(col(NetworkRule.made_at).desc(), col(NetworkRule.id).desc())
    rows = [_view(row) for row in (await session.execute(newest.limit(size + 1))).scalars()]
    return Page[RuleView].cut(rows, size, _place)


def _view(row: NetworkRule) -> RuleView:
    return RuleView(
        id=row.id,
        verdict=Verdict(row.verdict),
        subject=str(row.network or row.country),
        is_country=row.country is not None,
        reason=row.reason,
        made_by=row.made_by,
        made_at=row.made_at,
        ends_at=row.ends_at,
    )


def _place(row: RuleView) -> Sequence[str]:
    return row.made_at.isoformat(), str(row.id)
