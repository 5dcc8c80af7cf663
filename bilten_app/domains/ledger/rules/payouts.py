"""Payouts, reserves, corrections: what organizers get. Pure; debits are positive."""

from bilten_app.domains.ledger.public import (
    AccountKind,
    Deal,
    Entry,
    EntryKind,
    ReferenceKind,
)
from bilten_app.domains.ledger.rules.moves import (
    clearing,
    entry,
    of_organizer,
    of_platform,
)


def payout_scheduled(
    deal: Deal, *, payable_minor: int, tax_minor: int = 0, cash_minor: int = 0
) -> Entry:
    """An organizer gets what is owed and the tax collected, less the cash they have already."""
    return entry(
        EntryKind.payout_scheduled,
        ReferenceKind.payout,
        deal,
        (of_organizer(deal, AccountKind.payable), payable_minor),
        (of_organizer(deal, AccountKind.tax), tax_minor),
        (of_organizer(deal, AccountKind.cash), -cash_minor),
        (
            of_platform(deal, AccountKind.payouts_in_transit),
            cash_minor - payable_minor - tax_minor,
        ),
    )


def payout_sent(deal: Deal, *, gateway: str, minor: int) -> Entry:
    """The gateway took the money out of what it holds for us."""
    return entry(
        EntryKind.payout_sent,
        ReferenceKind.payout,
        deal,
        (of_platform(deal, AccountKind.payouts_in_transit), minor),
        (clearing(deal, gateway), -minor),
    )


def payout_failed(deal: Deal, *, gateway: str, minor: int, was_sent: bool) -> Entry:
    """The money did not arrive and is owed again; once sent, it came back to the gateway."""
    source = (
        clearing(deal, gateway) if was_sent else of_platform(deal, AccountKind.payouts_in_transit)
    )
    return entry(
        EntryKind.payout_failed,
        ReferenceKind.payout,
        deal,
        (source, minor),
        (of_organizer(deal, AccountKind.payable), -minor),
    )


def payout_returned(deal: Deal, *, gateway: str, minor: int) -> Entry:
    """The organizer's bank sent the money back days after it had arrived."""
    return entry(
        EntryKind.payout_returned,
        ReferenceKind.payout,
        deal,
        (clearing(deal, gateway), minor),
        (of_organizer(deal, AccountKind.payable), -minor),
    )


def reserve_held(deal: Deal, *, minor: int) -> Entry:
    """A part of what is owed is kept back for a while; `reference` is the reserve."""
    return entry(
        EntryKind.reserve_held,
        ReferenceKind.reserve,
        deal,
        (of_organizer(deal, AccountKind.payable), minor),
        (of_organizer(deal, AccountKind.reserve), -minor),
    )


def reserve_released(deal: Deal, *, minor: int) -> Entry:
    """What was kept back is owed as before."""
    return entry(
        EntryKind.reserve_released,
        ReferenceKind.reserve,
        deal,
        (of_organizer(deal, AccountKind.reserve), minor),
        (of_organizer(deal, AccountKind.payable), -minor),
    )


def gateway_payout(deal: Deal, *, gateway: str, minor: int) -> Entry:
    """A gateway sent what it held to the platform's bank account."""
    return entry(
        EntryKind.gateway_payout,
        ReferenceKind.statement,
        deal,
        (of_platform(deal, AccountKind.bank), minor),
        (clearing(deal, gateway), -minor),
    )


def tax_remitted(deal: Deal, *, minor: int) -> Entry:
    """The platform paid collected tax to the authorities for the organizer."""
    return entry(
        EntryKind.tax_remitted,
        ReferenceKind.statement,
        deal,
        (of_organizer(deal, AccountKind.tax), minor),
        (of_platform(deal, AccountKind.bank), -minor),
    )


def adjustment(deal: Deal, *, minor: int) -> Entry:
    """The platform gives (positive) or takes from an organizer to put something right."""
    return entry(
        EntryKind.adjustment,
        ReferenceKind.statement,
        deal,
        (of_platform(deal, AccountKind.adjustments), minor),
        (of_organizer(deal, AccountKind.payable), -minor),
    )
