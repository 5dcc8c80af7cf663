"""Sales, refunds, gift cards: what buyers pay and get back. Pure; debits are positive."""

from collections.abc import Sequence

from bilten_app.domains.ledger.public import (
    AccountKind,
    Deal,
    Entry,
    EntryKind,
    Parts,
    ReferenceKind,
    Tender,
    TenderKind,
)
from bilten_app.domains.ledger.rules.moves import (
    breakage,
    clearing,
    entry,
    given_back,
    held,
    of_organizer,
    of_platform,
)


def sale(
    deal: Deal,
    *,
    tenders: Sequence[Tender],
    fee_minor: int = 0,
    tax_minor: int = 0,
    reference_kind: ReferenceKind = ReferenceKind.order,
) -> Entry:
    """An order was paid: fee and tax come out of the tenders, the organizer is owed the rest.

    What the organizer's own cards and credit pay brings no money: the organizer had promised it.
    """
    total = sum(tender.minor for tender in tenders)
    promised = _promised(deal, tenders)
    return entry(
        EntryKind.sale,
        reference_kind,
        deal,
        *((held(deal, tender), tender.minor) for tender in tenders),
        (of_organizer(deal, AccountKind.payable), fee_minor + tax_minor - total + promised),
        (of_organizer(deal, AccountKind.promised), -promised),
        (of_platform(deal, AccountKind.fees), -fee_minor),
        (of_organizer(deal, AccountKind.tax), -tax_minor),
    )


def late_money(deal: Deal, *, gateway: str, minor: int) -> Entry:
    """Money came that buys nothing: it is owed back at once. `reference` is the payment."""
    return entry(
        EntryKind.late_money,
        ReferenceKind.payment,
        deal,
        (clearing(deal, gateway), minor),
        (of_platform(deal, AccountKind.refunds_in_transit), -minor),
    )


def refund(
    deal: Deal, *, tenders: Sequence[Tender], fee_minor: int = 0, tax_minor: int = 0
) -> Entry:
    """Money was promised back: to a gateway's buyer on its way, to cards and credit at once.

    `fee_minor` is what the platform gives back of its fee (0 keeps it), `tax_minor` the tax of
    what is refunded; the organizer bears the rest. What goes back onto its own cards and credit is
    promised again. `reference` is the refund.
    """
    total = sum(tender.minor for tender in tenders)
    promised = _promised(deal, tenders)
    return entry(
        EntryKind.refund,
        ReferenceKind.refund,
        deal,
        (of_organizer(deal, AccountKind.payable), total - fee_minor - tax_minor - promised),
        (of_organizer(deal, AccountKind.promised), promised),
        (of_platform(deal, AccountKind.fees), fee_minor),
        (of_organizer(deal, AccountKind.tax), tax_minor),
        *((given_back(deal, tender), -tender.minor) for tender in tenders),
    )


def refund_sent(deal: Deal, *, gateway: str, minor: int) -> Entry:
    """The gateway has sent a promised refund. `reference` is the refund."""
    return entry(
        EntryKind.refund_sent,
        ReferenceKind.refund,
        deal,
        (of_platform(deal, AccountKind.refunds_in_transit), minor),
        (clearing(deal, gateway), -minor),
    )


def refund_returned(deal: Deal, *, gateway: str, minor: int) -> Entry:
    """What had been sent came back to the gateway: it is owed to the buyer as before."""
    return entry(
        EntryKind.refund_returned,
        ReferenceKind.refund,
        deal,
        (clearing(deal, gateway), minor),
        (of_platform(deal, AccountKind.refunds_in_transit), -minor),
    )


def refund_credited(deal: Deal, *, minor: int, issuer: Tender) -> Entry:
    """A refund that no gateway could send became a gift card or credit instead."""
    return entry(
        EntryKind.refund_credited,
        ReferenceKind.refund,
        deal,
        (of_platform(deal, AccountKind.refunds_in_transit), minor),
        (held(deal, issuer), -minor),
    )


def refund_parts(paid: Parts, *, before_minor: int, minor: int) -> Parts:
    """Return what a refund of `minor` takes of fee and tax, after `before_minor` were refunded.

    Pro rata to the refunded share of the total, so that however many refunds give back all of a
    payment, they give back exactly its fee and its tax. A fee that is kept stands in neither
    `paid.total_minor` nor `paid.fee_minor`.
    """

    def part(whole: int) -> int:
        total = paid.total_minor
        return _share(whole, before_minor + minor, total) - _share(whole, before_minor, total)

    return Parts(minor, part(paid.fee_minor), part(paid.tax_minor))


def gift_card_sold(deal: Deal, *, card: Tender, paid_with: Tender) -> Entry:
    """Somebody bought a gift card; `reference` is the card."""
    return entry(
        EntryKind.gift_card_sold,
        ReferenceKind.gift_card,
        deal,
        (held(deal, paid_with), card.minor),
        (held(deal, card), -card.minor),
    )


def card_given(deal: Deal, *, card: Tender) -> Entry:
    """An organizer promised something on a card or as credit; no money came for it."""
    is_card = card.kind is TenderKind.gift_card
    return entry(
        EntryKind.gift_card_given if is_card else EntryKind.credit_given,
        ReferenceKind.gift_card,
        deal,
        (of_organizer(deal, AccountKind.promised), card.minor),
        (held(deal, card), -card.minor),
    )


def gift_card_expired(deal: Deal, *, card: Tender) -> Entry:
    """What was left on a card is its issuer's now."""
    return entry(
        EntryKind.gift_card_expired,
        ReferenceKind.gift_card,
        deal,
        (held(deal, card), card.minor),
        (breakage(deal, card), -card.minor),
    )


def gift_card_reissued(deal: Deal, *, card: Tender) -> Entry:
    """What had expired is on a new card; `reference` is the new one."""
    return entry(
        EntryKind.gift_card_reissued,
        ReferenceKind.gift_card,
        deal,
        (breakage(deal, card), card.minor),
        (held(deal, card), -card.minor),
    )


def processing_fee(deal: Deal, *, gateway: str, minor: int, recovered: bool = False) -> Entry:
    """The gateway kept a part for its work; `recovered` when the organizer bears it."""
    borne = minor if recovered else 0
    return entry(
        EntryKind.processing_fee,
        ReferenceKind.payment,
        deal,
        (of_platform(deal, AccountKind.processing_cost), minor),
        (clearing(deal, gateway), -minor),
        (of_organizer(deal, AccountKind.payable), borne),
        (of_platform(deal, AccountKind.processing_recovered), -borne),
    )


def _promised(deal: Deal, tenders: Sequence[Tender]) -> int:
    """Return what of the tenders is the organizer's own promise."""
    own = {TenderKind.gift_card, TenderKind.store_credit}
    return sum(
        one.minor for one in tenders if one.kind in own and one.issuer_id == deal.organizer_id
    )


def _share(whole: int, part: int, of: int) -> int:
    """Return `whole * part / of`, rounded half up; 0 of nothing."""
    return (2 * whole * part + of) // (2 * of) if of else 0
