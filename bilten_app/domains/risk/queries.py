"""Reviews, judgements, lists and rules, for those who decide."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.risk.models import Judgement, ListEntry, Review, RulesetRow
from bilten_app.domains.risk.public import (
    JudgementView,
    ListEntryView,
    ListKind,
    Outcome,
    ReviewState,
    ReviewView,
    RulesetView,
    Stage,
    Thresholds,
    Trait,
    Verdict,
)
from bilten_app.domains.risk.rules.score import STANDARD
from bilten_app.domains.risk.rules.stored import read_reasons, read_ruleset, read_thresholds
from bilten_app.infra.db import among
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.page import Page, cursor_id, cursor_moment, read_cursor
from bilten_app.kit.roles import StaffPermission

PAGE = 25
MOST_LINKED = 20


async def reviews(
    session: AsyncSession,
    actor: Actor,
    *,
    state: ReviewState | None = None,
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[ReviewView]:
    """Return reviews for the platform's staff, the newest first."""
    actor.require_staff(StaffPermission.review)
    chosen = select(Review).order_by(col(Review.opened_at).desc(), col(Review.id).desc())
    if state:
        chosen = chosen.where(col(Review.state) == state)
    if cursor:
        at, review_id = read_cursor(cursor, 2)
        place = (cursor_moment(at), cursor_id(review_id))
        chosen = chosen.where(tuple_(col(Review.opened_at), col(Review.id)) < place)
    rows = [_review(row) for row in (await session.execute(chosen.limit(size + 1))).scalars()]
    return Page[ReviewView].cut(rows, size, lambda row: (row.opened_at.isoformat(), str(row.id)))


async def waiting_count(session: AsyncSession) -> int:
    """Return how many orders wait for a person."""
    chosen = select(func.count()).where(col(Review.state) == ReviewState.waiting)
    return (await session.execute(chosen)).scalar_one()


async def review_of(session: AsyncSession, order_id: UUID) -> ReviewView | None:
    """Return the review of an order, or None when it never was in one."""
    chosen = select(Review).where(col(Review.order_id) == order_id)
    row = (await session.execute(chosen)).scalar_one_or_none()
    return _review(row) if row else None


async def in_review(session: AsyncSession, order_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return which of these orders wait for a person."""
    chosen = select(col(Review.order_id)).where(
        among(col(Review.order_id), order_ids), col(Review.state) == ReviewState.waiting
    )
    return frozenset((await session.execute(chosen)).scalars())


async def reviewed(session: AsyncSession, order_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return which of these orders are or were in review."""
    chosen = select(col(Review.order_id)).where(among(col(Review.order_id), order_ids))
    return frozenset((await session.execute(chosen)).scalars())


async def judgements_of(session: AsyncSession, order_id: UUID) -> Sequence[JudgementView]:
    """Return what was thought of an order, the oldest first."""
    chosen = select(Judgement).where(col(Judgement.order_id) == order_id)
    rows = (await session.execute(chosen.order_by(col(Judgement.id)))).scalars()
    return [
        JudgementView(
            stage=Stage(row.stage),
            verdict=Verdict(row.score, Outcome(row.outcome), read_reasons(row.reasons)),
            seen=row.seen,
            traits=row.traits,
            ruleset=row.ruleset,
            at=row.at,
        )
        for row in rows
    ]


async def linked_orders(session: AsyncSession, order_id: UUID) -> Mapping[UUID, Trait]:
    """Return other orders of the same card or address, those of the card first."""
    mine = select(col(Judgement.traits)).where(col(Judgement.order_id) == order_id)
    traits: dict[str, str] = {}
    for told in (await session.execute(mine.order_by(col(Judgement.id)))).scalars():
        traits |= told
    found: dict[UUID, Trait] = {}
    for trait, stage in ((Trait.card, Stage.paid), (Trait.address, Stage.start)):
        if trait not in traits:
            continue
        same = (
            select(col(Judgement.order_id))
            .where(col(Judgement.stage) == stage)
            .where(col(Judgement.traits)[trait.value].astext == traits[trait])
            .where(col(Judgement.order_id) != order_id)
            .group_by(col(Judgement.order_id))
            .order_by(func.max(col(Judgement.at)).desc())
            .limit(MOST_LINKED)
        )
        for other in (await session.execute(same)).scalars():
            found.setdefault(other, trait)
    return found


async def listed(
    session: AsyncSession,
    actor: Actor,
    *,
    now: datetime,
    kind: ListKind | None = None,
    with_past: bool = False,
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[ListEntryView]:
    """Return who is on the lists, the newest first; for the platform's staff."""
    actor.require_staff(StaffPermission.review)
    chosen = select(ListEntry).order_by(col(ListEntry.made_at).desc(), col(ListEntry.id).desc())
    if kind:
        chosen = chosen.where(col(ListEntry.kind) == kind)
    if not with_past:
        expires = col(ListEntry.expires_at)
        chosen = chosen.where(
            col(ListEntry.removed_at).is_(None), expires.is_(None) | (expires > now)
        )
    if cursor:
        at, entry_id = read_cursor(cursor, 2)
        place = (cursor_moment(at), cursor_id(entry_id))
        chosen = chosen.where(tuple_(col(ListEntry.made_at), col(ListEntry.id)) < place)
    rows = [_entry(row) for row in (await session.execute(chosen.limit(size + 1))).scalars()]
    return Page[ListEntryView].cut(rows, size, lambda row: (row.made_at.isoformat(), str(row.id)))


async def ruleset(session: AsyncSession) -> RulesetView:
    """Return the platform's rules of now."""
    history = await rule_history(session, limit=1)
    return history[0] if history else RulesetView(0, STANDARD, "", None)


async def rule_history(session: AsyncSession, *, limit: int = 20) -> Sequence[RulesetView]:
    """Return the versions of the platform's rules, the newest first."""
    chosen = (
        select(RulesetRow)
        .where(col(RulesetRow.organizer_id).is_(None))
        .order_by(col(RulesetRow.number).desc())
        .limit(limit)
    )
    rows = (await session.execute(chosen)).scalars()
    return [
        RulesetView(row.number, read_ruleset(row.rules), row.made_by, row.made_at) for row in rows
    ]


async def own_thresholds(session: AsyncSession, scope: OrganizerScope) -> Thresholds | None:
    """Return where an organizer is stricter than the platform, or None."""
    chosen = (
        select(col(RulesetRow.rules))
        .where(col(RulesetRow.organizer_id) == scope)
        .order_by(col(RulesetRow.number).desc())
        .limit(1)
    )
    stored = (await session.execute(chosen)).scalar_one_or_none()
    return read_thresholds(stored) if stored else None


def _review(row: Review) -> ReviewView:
    return ReviewView(
        id=row.id,
        order_id=row.order_id,
        event_id=row.event_id,
        organizer_id=row.organizer_id,
        state=ReviewState(row.state),
        score=row.score,
        reasons=read_reasons(row.reasons),
        opened_at=row.opened_at,
        release_at=row.release_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        note=row.note,
    )


def _entry(row: ListEntry) -> ListEntryView:
    return ListEntryView(
        id=row.id,
        kind=ListKind(row.kind),
        trait=Trait(row.trait),
        shown=row.shown,
        reason=row.reason,
        made_by=row.made_by,
        made_at=row.made_at,
        expires_at=row.expires_at,
        removed_at=row.removed_at,
    )
