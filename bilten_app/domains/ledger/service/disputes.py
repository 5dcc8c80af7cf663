"""Posting how a dispute stands, as often as a bank changes its mind."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from bilten_app.domains.ledger import queries
from bilten_app.domains.ledger.public import (
    Account,
    AccountKind,
    Deal,
    DisputeStand,
    Entry,
    EntryKind,
    EntryView,
    Posting,
)
from bilten_app.domains.ledger.rules.disputes import (
    dispute_lost,
    dispute_opened,
    dispute_won,
    late_dispute_lost,
    postings_of,
    turn_reference,
)
from bilten_app.domains.ledger.service.post import lock_owner, post
from bilten_app.infra.uow import UnitOfWork


async def book_dispute(
    uow: UnitOfWork, deal: Deal, stand: DisputeStand, *, afresh: bool = False
) -> int:
    """Post what leads from all that was posted for a dispute to how it stands now.

    Harmless twice, unless `afresh`: then who bears a loss is decided anew. The caller lets nobody
    else post for the same dispute meanwhile.
    """
    posted = await _posted(uow, deal.reference)
    if posted and posted[-1].kind is stand.kind and not afresh:
        return 0
    turn = sum(one.kind is stand.kind for one in posted)
    turned = replace(deal, reference=turn_reference(deal.reference, turn))
    return await post(uow, [await _entry(uow, turned, stand, postings_of(posted))])


async def _posted(uow: UnitOfWork, dispute_id: UUID) -> Sequence[EntryView]:
    """Return what was posted for a dispute, however often it turned, the oldest first."""
    found: list[EntryView] = []
    turn = 0
    while more := await queries.entries_of(uow.session, turn_reference(dispute_id, turn)):
        found += more
        turn += 1
    return sorted(found, key=lambda one: one.id)


async def _entry(
    uow: UnitOfWork, deal: Deal, stand: DisputeStand, before: Sequence[Posting]
) -> Entry:
    gateway, minor, fee = stand.gateway, stand.minor, stand.fee_minor
    if stand.kind is EntryKind.dispute_won:
        return dispute_won(deal, before=before)
    if stand.kind is EntryKind.dispute_opened:
        return dispute_opened(deal, gateway=gateway, minor=minor, before=before)
    if stand.owed_minor is not None:
        return late_dispute_lost(
            deal, gateway=gateway, minor=minor, owed_minor=stand.owed_minor, before=before
        )  # fmt: skip
    await lock_owner(uow, deal)
    reserve = Account(AccountKind.reserve, deal.currency, deal.organizer_id)
    held = await queries.balance(uow.session, reserve)
    return dispute_lost(
        deal, gateway=gateway, minor=minor, fee_minor=fee, reserve_minor=held.minor, before=before
    )
