"""Disputes: where the money stands that a bank asks for. Pure; debits are positive.

What a gateway charges for a dispute leaves its clearing account when its report tells, as all that
it charges: to `processing_cost`, where it stays when the dispute is won. Lost, the organizer bears
it: it is owed less, and the platform has it back on `processing_recovered`.

A bank may decide more than once, and its decisions may be heard in any order. So each entry leads
from what was posted before, whatever that was, to how it stands now: the sum of all that was posted
for a dispute is always that of its last state.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID, uuid5

from bilten_app.domains.ledger.public import (
    Account,
    AccountKind,
    Deal,
    Entry,
    EntryKind,
    EntryView,
    Posting,
    ReferenceKind,
)
from bilten_app.domains.ledger.rules.moves import Move, clearing, entry, of_organizer, of_platform


def dispute_opened(
    deal: Deal, *, gateway: str, minor: int, before: Iterable[Posting] = ()
) -> Entry:
    """The bank took the money back until the dispute is decided. `reference` is the dispute."""
    return entry(
        EntryKind.dispute_opened,
        ReferenceKind.dispute,
        deal,
        (of_organizer(deal, AccountKind.disputed), minor),
        (clearing(deal, gateway), -minor),
        *_undone(deal, before),
    )


def dispute_won(deal: Deal, *, before: Iterable[Posting]) -> Entry:
    """The bank gave the money again. What the gateway charged meanwhile stays our cost."""
    return entry(EntryKind.dispute_won, ReferenceKind.dispute, deal, *_undone(deal, before))


def dispute_lost(
    deal: Deal,
    *,
    gateway: str,
    minor: int,
    fee_minor: int = 0,
    reserve_minor: int = 0,
    before: Iterable[Posting] = (),
) -> Entry:
    """The money is gone: the reserve bears it with what the gateway charged, then the balance.

    `reserve_minor` is what the organizer's reserve holds.
    """
    loss = minor + fee_minor
    from_reserve = min(loss, max(reserve_minor, 0))
    return entry(
        EntryKind.dispute_lost,
        ReferenceKind.dispute,
        deal,
        (of_organizer(deal, AccountKind.reserve), from_reserve),
        (of_organizer(deal, AccountKind.payable), loss - from_reserve),
        (clearing(deal, gateway), -minor),
        (of_platform(deal, AccountKind.processing_recovered), -fee_minor),
        *_undone(deal, before),
    )


def late_dispute_lost(
    deal: Deal,
    *,
    gateway: str,
    minor: int,
    owed_minor: int,
    before: Iterable[Posting] = (),
) -> Entry:
    """A bank took money that had bought nothing: it is not owed to the buyer any more.

    `owed_minor` is what was: the platform bears what it had sent back before.
    """
    owed = min(minor, owed_minor)
    return entry(
        EntryKind.dispute_lost,
        ReferenceKind.dispute,
        deal,
        (of_platform(deal, AccountKind.refunds_in_transit), owed),
        (of_platform(deal, AccountKind.adjustments), minor - owed),
        (clearing(deal, gateway), -minor),
        *_undone(deal, before),
    )


def turn_reference(dispute_id: UUID, turn: int) -> UUID:
    """Return under what a dispute is posted when it comes to a state for another time, from 0."""
    return uuid5(dispute_id, str(turn)) if turn else dispute_id


def postings_of(entries: Sequence[EntryView]) -> Sequence[Posting]:
    """Return all that entries posted."""
    return [posting for one in entries for posting in one.postings]


def _undone(deal: Deal, before: Iterable[Posting]) -> list[Move]:
    """Return the moves that take back what was posted before.

    What the reserve had borne is owed to the organizer: the time of that reserve may be over.
    """
    return [(_owed(deal, one.account), -one.minor) for one in before]


def _owed(deal: Deal, account: Account) -> Account:
    is_reserve = account.kind is AccountKind.reserve
    return of_organizer(deal, AccountKind.payable) if is_reserve else account
