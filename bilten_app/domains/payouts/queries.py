"""Balances, payouts and settings as organizers see them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.events import queries as events
from bilten_app.domains.ledger import queries as ledger
from bilten_app.domains.ledger.public import Account, AccountKind
from bilten_app.domains.payouts import rules
from bilten_app.domains.payouts.models import Payout, PayoutSettings, Reserve
from bilten_app.domains.payouts.public import (
    Holdings,
    MoneyView,
    PayoutId,
    PayoutState,
    PayoutView,
    ReserveView,
    Schedule,
    SettingsView,
    Terms,
)
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.errors import NotFound
from bilten_app.kit.money import Money
from bilten_app.kit.page import Page, cursor_id, read_cursor

PAGE = 25


async def schedules(session: AsyncSession) -> Sequence[tuple[UUID, str, Terms]]:
    """Return who is paid out by the clock: organizer, currency, terms."""
    chosen = select(PayoutSettings).where(
        col(PayoutSettings.schedule) != Schedule.manual,
        col(PayoutSettings.destination_sealed).is_not(None),
        col(PayoutSettings.blocked) == "",
    )
    rows = (await session.execute(chosen)).scalars()
    return [(row.organizer_id, row.currency, terms(row)) for row in rows]


async def holdings(
    session: AsyncSession,
    organizer_id: UUID,
    currency: str,
    *,
    cut: datetime,
    ended_by: datetime | None,
) -> tuple[Holdings, Holdings]:
    """Return what is ripe, and what all accounts hold.

    With `ended_by`, ripe is what events earned that ended by then; else all but what orders brought
    that were paid after `cut`: what went out since is gone, whenever it came in.
    """
    found = await ledger.balances(session, organizer_id)
    now = _holdings(
        {one.account.kind: one.amount for one in found if one.account.currency == currency}
    )
    if ended_by is None:
        fresh = await ledger.of_sales_since(session, organizer_id, currency, since=cut)
        return now - _holdings(fresh), now
    at_cut = await ledger.by_subject(session, organizer_id, currency, at=cut)
    held = {subject: _holdings(kinds) for subject, kinds in at_cut.items()}
    cards = await events.cards(session, [subject for subject in held if subject])
    ended = {event_id for event_id, card in cards.items() if card.ends_at <= ended_by}
    return rules.ripe(held, ended), now


async def reserve_left(session: AsyncSession, organizer_id: UUID, currency: str) -> int:
    """Return what is still held back of an organizer, in minor units."""
    account = Account(AccountKind.reserve, currency, organizer_id)
    return (await ledger.balance(session, account)).minor


async def money(
    session: AsyncSession, scope: OrganizerScope, *, now: datetime
) -> Sequence[MoneyView]:
    """Return an organizer's money, one view for each currency ever used, by its code."""
    known = {row.currency: row for row in await _settings(session, scope)}
    found = await ledger.balances(session, scope)
    currencies = sorted({*known, *(one.account.currency for one in found)})
    transit = await _in_transit(session, scope)
    views: list[MoneyView] = []
    for currency in currencies:
        settings = _settings_view(currency, known.get(currency))
        views.append(
            await _money(session, scope, settings, now=now, in_transit=transit.get(currency, 0))
        )
    return views


async def settings(session: AsyncSession, scope: OrganizerScope, currency: str) -> SettingsView:
    """Return the settings of a currency; the usual ones when nobody changed them."""
    row = await session.get(PayoutSettings, (scope, currency))
    return _settings_view(currency, row)


async def payouts(
    session: AsyncSession,
    scope: OrganizerScope | None,
    *,
    cursor: str | None = None,
    size: int = PAGE,
) -> Page[PayoutView]:
    """Return an organizer's payouts, the newest first; without a scope, everybody's (staff)."""
    chosen = select(Payout).order_by(col(Payout.id).desc()).limit(size + 1)
    if scope is not None:
        chosen = chosen.where(col(Payout.organizer_id) == scope)
    if cursor:
        chosen = chosen.where(col(Payout.id) < cursor_id(read_cursor(cursor, 1)[0]))
    rows = [view(row) for row in (await session.execute(chosen)).scalars()]
    return Page[PayoutView].cut(rows, size, lambda row: (str(row.id),))


async def payout(session: AsyncSession, scope: OrganizerScope, payout_id: UUID) -> PayoutView:
    """Return a payout of the organizer, or raise NotFound."""
    row = await session.get(Payout, payout_id)
    if row is None or row.organizer_id != scope:
        raise NotFound
    return view(row)


async def previous_at(session: AsyncSession, one: PayoutView) -> datetime | None:
    """Return when the payout before this one was made: where its statement begins."""
    chosen = (
        select(col(Payout.created_at))
        .where(
            col(Payout.organizer_id) == one.organizer_id,
            col(Payout.currency) == one.amount.currency,
            col(Payout.created_at) < one.created_at,
        )
        .order_by(col(Payout.created_at).desc())
        .limit(1)
    )
    return (await session.execute(chosen)).scalar_one_or_none()


async def reserves(session: AsyncSession, scope: OrganizerScope) -> Sequence[ReserveView]:
    """Return what is held back, the soonest release first."""
    chosen = (
        select(Reserve)
        .where(col(Reserve.organizer_id) == scope, col(Reserve.released_at).is_(None))
        .order_by(col(Reserve.release_at))
    )
    return [
        ReserveView(Money(row.amount_minor, row.currency), row.held_at, row.release_at)
        for row in (await session.execute(chosen)).scalars()
    ]


def terms(row: PayoutSettings) -> Terms:
    """Return the terms in a row."""
    return Terms(
        schedule=Schedule(row.schedule),
        delay_days=row.delay_days,
        minimum_minor=row.minimum_minor,
        reserve_basis_points=row.reserve_basis_points,
        reserve_days=row.reserve_days,
    )


def view(row: Payout) -> PayoutView:
    """Return a payout's view."""
    return PayoutView(
        id=PayoutId(row.id),
        organizer_id=row.organizer_id,
        period=row.period,
        state=PayoutState(row.state),
        amount=Money(row.amount_minor, row.currency),
        tax=Money(row.tax_minor, row.currency),
        cash=Money(row.cash_minor, row.currency),
        reserved=Money(row.reserved_minor, row.currency),
        destination=row.destination,
        gateway=row.gateway,
        gateway_ref=row.gateway_ref,
        reason=row.reason,
        created_at=row.created_at,
        sent_at=row.sent_at,
        done_at=row.done_at,
    )


async def _money(
    session: AsyncSession,
    scope: OrganizerScope,
    settings: SettingsView,
    *,
    now: datetime,
    in_transit: int,
) -> MoneyView:
    currency = settings.currency
    ripe, held = await holdings(
        session, scope, currency, cut=now, ended_by=rules.ended_by(settings.terms, now)
    )
    return MoneyView(
        currency=currency,
        owed=Money(held.payable_minor + held.tax_minor - held.cash_minor, currency),
        available=Money(max(rules.free(ripe, held), 0), currency),
        reserve=Money(held.reserve_minor, currency),
        disputed=Money(held.disputed_minor, currency),
        in_transit=Money(in_transit, currency),
        next_at=rules.next_at(settings.terms, now),
        settings=settings,
    )


async def _settings(session: AsyncSession, scope: OrganizerScope) -> Sequence[PayoutSettings]:
    chosen = select(PayoutSettings).where(col(PayoutSettings.organizer_id) == scope)
    return (await session.execute(chosen)).scalars().all()


async def _in_transit(session: AsyncSession, scope: OrganizerScope) -> Mapping[str, int]:
    under_way = text(
        "SELECT currency, sum(amount_minor)::bigint FROM payouts"
        " WHERE organizer_id = :scope AND state IN ('scheduled', 'sent') GROUP BY currency"
    )
    return dict(tuple(row) for row in await session.execute(under_way, {"scope": scope}))


def _settings_view(currency: str, row: PayoutSettings | None) -> SettingsView:
    if row is None:
        return SettingsView(currency, Terms(), "", "")
    return SettingsView(currency, terms(row), row.destination, row.blocked)


def _holdings(held: Mapping[AccountKind, Money]) -> Holdings:
    def minor(kind: AccountKind) -> int:
        return held[kind].minor if kind in held else 0

    return Holdings(
        payable_minor=minor(AccountKind.payable),
        tax_minor=minor(AccountKind.tax),
        cash_minor=minor(AccountKind.cash),
        disputed_minor=minor(AccountKind.disputed),
        reserve_minor=minor(AccountKind.reserve),
    )
