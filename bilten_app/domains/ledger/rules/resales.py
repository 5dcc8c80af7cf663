"""Tickets that are sold on: what their sellers are owed. Pure; debits are positive.

The sale itself is an ordinary one of the organizer's; of what it brought, the seller's part is put
aside. The royalty is what the organizer keeps, the fee the platform's.
"""

from bilten_app.domains.ledger.public import (
    AccountKind,
    Deal,
    Entry,
    EntryKind,
    ReferenceKind,
)
from bilten_app.domains.ledger.rules.moves import entry, of_organizer


def resale_sold(deal: Deal, *, minor: int) -> Entry:
    """A ticket was sold on: its seller is owed their part. `reference` is the listing."""
    return _aside(EntryKind.resale_sold, deal, minor)


def resale_settled(deal: Deal, *, minor: int) -> Entry:
    """The organizer has the seller's part, and owes it as credit from now on."""
    return _aside(EntryKind.resale_settled, deal, -minor)


def resale_undone(deal: Deal, *, minor: int) -> Entry:
    """The ticket was refunded: nothing is owed for it, and the organizer bears the refund."""
    return _aside(EntryKind.resale_undone, deal, -minor)


def _aside(kind: EntryKind, deal: Deal, minor: int) -> Entry:
    return entry(
        kind,
        ReferenceKind.listing,
        deal,
        (of_organizer(deal, AccountKind.payable), minor),
        (of_organizer(deal, AccountKind.resellers), -minor),
    )
