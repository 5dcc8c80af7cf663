"""How entries are made out of moves between accounts. Pure."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from bilten_app.domains.ledger.public import (
    PLATFORM,
    Account,
    AccountKind,
    Deal,
    Entry,
    EntryKind,
    Posting,
    ReferenceKind,
    Side,
    Tender,
    TenderKind,
)
from bilten_app.kit.money import Money
from bilten_app.kit.twins import is_test, twin_of

type Move = tuple[Account, int]


def entry(kind: EntryKind, reference_kind: ReferenceKind, deal: Deal, *moves: Move) -> Entry:
    """Return the entry with one posting for each account that really changes."""
    return Entry(
        kind=kind,
        reference_kind=reference_kind,
        reference=deal.reference,
        at=deal.at,
        postings=_postings(moves),
        owner_id=deal.organizer_id,
        subject=deal.event_id,
        memo=deal.memo,
    )


def natural(account: Account, debit_minor: int) -> Money:
    """Return an account's sum as people read it: positive on the side where it grows."""
    sign = 1 if account.kind.side is Side.debit else -1
    return Money(sign * debit_minor, account.currency)


def of_organizer(deal: Deal, kind: AccountKind) -> Account:
    """Return an account of the organizer."""
    return Account(kind, deal.currency, deal.organizer_id)


def of_platform(deal: Deal, kind: AccountKind) -> Account:
    """Return an account of the platform."""
    return Account(kind, deal.currency, _house(deal))


def clearing(deal: Deal, gateway: str) -> Account:
    """Return where the money lies that a gateway holds for us."""
    return Account(AccountKind.clearing, deal.currency, _house(deal), gateway)


def held(deal: Deal, tender: Tender) -> Account:
    """Return where the money of a tender lies once it was paid."""
    match tender.kind:
        case TenderKind.gateway:
            return clearing(deal, tender.gateway)
        case TenderKind.cash:
            return of_organizer(deal, AccountKind.cash)
        case TenderKind.carried:
            return of_organizer(deal, AccountKind.carried)
        case TenderKind.gift_card:
            return Account(AccountKind.gift_cards, deal.currency, tender.issuer_id)
        case TenderKind.store_credit:
            return Account(AccountKind.store_credit, deal.currency, tender.issuer_id)


def given_back(deal: Deal, tender: Tender) -> Account:
    """Return from where the money of a tender goes back."""
    if tender.kind is TenderKind.gateway:
        return of_platform(deal, AccountKind.refunds_in_transit)
    return held(deal, tender)


def breakage(deal: Deal, card: Tender) -> Account:
    """Return where the rest of an expired card lies."""
    return Account(AccountKind.breakage, deal.currency, card.issuer_id)


def _house(deal: Deal) -> UUID:
    """Return who owns what is no organizer's: the play money of tests has a house apart."""
    return twin_of(PLATFORM) if is_test(deal.organizer_id) else PLATFORM


def _postings(moves: Iterable[Move]) -> tuple[Posting, ...]:
    sums = Counter[Account]()
    for account, minor in moves:
        sums[account] += minor
    return tuple(Posting(account, minor) for account, minor in sums.items() if minor)
