"""What each happening means for the accounts, in currencies with 0, 2 and 3 decimals."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import (
    PLATFORM,
    Account,
    AccountKind,
    Deal,
    Entry,
    EntryKind,
    Parts,
    Posting,
    ReferenceKind,
    Tender,
    TenderKind,
    Unbalanced,
)
from tests.conftest import NOON

ORGANIZER, REFERENCE, EVENT = UUID(int=7), UUID(int=8), UUID(int=9)
CURRENCIES = st.sampled_from(["JPY", "KWD", "USD"])
AMOUNTS = st.integers(1, 10**12)
PARTS = st.integers(0, 10**12)


def deal(currency: str = "USD") -> Deal:
    return Deal(REFERENCE, ORGANIZER, currency, NOON, EVENT, "7KQ2M9XD")


def by_gateway(minor: int) -> Tender:
    return Tender(TenderKind.gateway, minor, "sandbox")


def by_card(minor: int) -> Tender:
    return Tender(TenderKind.gift_card, minor)


def sums(*entries: Entry) -> dict[AccountKind, int]:
    """What the kinds of accounts hold after the entries, debit positive, zeros left out."""
    found = Counter[AccountKind]()
    for entry in entries:
        for posting in entry.postings:
            found[posting.account.kind] += posting.minor
    return {kind: minor for kind, minor in found.items() if minor}


@given(CURRENCIES, st.lists(AMOUNTS, min_size=1, max_size=3), PARTS, PARTS)
def test_a_sale_owes_the_organizer_what_fee_and_tax_leave(
    currency: str, paid: Sequence[int], fee: int, tax: int
) -> None:
    entry = ledger.sale(
        deal(currency), tenders=[by_gateway(one) for one in paid], fee_minor=fee, tax_minor=tax
    )

    held = sums(entry)
    assert sum(held.values()) == 0
    assert held[AccountKind.clearing] == sum(paid)
    assert -held.get(AccountKind.payable, 0) == sum(paid) - fee - tax
    assert -held.get(AccountKind.fees, 0) == fee
    assert -held.get(AccountKind.tax, 0) == tax
    assert {posting.account.currency for posting in entry.postings} == {currency}


@given(CURRENCIES, AMOUNTS, AMOUNTS, PARTS, PARTS)
def test_a_whole_refund_undoes_the_sale_to_the_tender_it_came_from(
    currency: str, cash: int, card: int, fee: int, tax: int
) -> None:
    tenders = [Tender(TenderKind.cash, cash), by_card(card)]
    sold = ledger.sale(deal(currency), tenders=tenders, fee_minor=fee, tax_minor=tax)

    returned = ledger.refund(deal(currency), tenders=tenders, fee_minor=fee, tax_minor=tax)

    assert sums(sold, returned) == {}


@given(CURRENCIES, AMOUNTS, PARTS)
def test_a_refund_that_keeps_the_fee_is_borne_by_the_organizer(
    currency: str, paid: int, fee: int
) -> None:
    sold = ledger.sale(deal(currency), tenders=[by_gateway(paid)], fee_minor=fee)

    returned = ledger.refund(deal(currency), tenders=[by_gateway(paid)])
    sent = ledger.refund_sent(deal(currency), gateway="sandbox", minor=paid)

    expected = {AccountKind.payable: fee, AccountKind.fees: -fee} if fee else {}
    assert sums(sold, returned, sent) == expected


@given(
    st.builds(Parts, AMOUNTS, PARTS, PARTS),
    st.lists(st.integers(1, 10**6), min_size=1, max_size=8),
)
def test_refunds_that_give_back_all_give_back_exactly_its_fee_and_tax(
    paid: Parts, weights: list[int]
) -> None:
    cuts = [paid.total_minor * sum(weights[:i]) // sum(weights) for i in range(len(weights) + 1)]

    parts = [
        ledger.refund_parts(paid, before_minor=before, minor=after - before)
        for before, after in pairwise(cuts)
    ]

    assert sum(part.total_minor for part in parts) == paid.total_minor
    assert sum(part.fee_minor for part in parts) == paid.fee_minor
    assert sum(part.tax_minor for part in parts) == paid.tax_minor
    assert all(part.fee_minor >= 0 and part.tax_minor >= 0 for part in parts)


def test_half_of_an_order_gives_back_half_its_tax_and_keeps_the_fee() -> None:
    tickets = Parts(total_minor=100_00, tax_minor=15_97)

    half = ledger.refund_parts(tickets, before_minor=0, minor=50_00)

    assert half == Parts(50_00, 0, 7_99)


@given(CURRENCIES, AMOUNTS)
def test_late_money_goes_back_and_leaves_nothing(currency: str, paid: int) -> None:
    late = ledger.late_money(deal(currency), gateway="sandbox", minor=paid)
    sent = ledger.refund_sent(deal(currency), gateway="sandbox", minor=paid)

    assert sums(late) == {AccountKind.clearing: paid, AccountKind.refunds_in_transit: -paid}
    assert sums(late, sent) == {}


@given(CURRENCIES, AMOUNTS)
def test_a_refund_no_gateway_can_send_becomes_credit(currency: str, minor: int) -> None:
    returned = ledger.refund(deal(currency), tenders=[by_gateway(minor)])

    credited = ledger.refund_credited(
        deal(currency), minor=minor, issuer=Tender(TenderKind.store_credit, minor)
    )

    assert sums(returned, credited) == {
        AccountKind.payable: minor,
        AccountKind.store_credit: -minor,
    }


@given(CURRENCIES, AMOUNTS)
def test_a_gift_card_is_owed_until_it_buys_something(currency: str, minor: int) -> None:
    sold = ledger.gift_card_sold(deal(currency), card=by_card(minor), paid_with=by_gateway(minor))
    used = ledger.sale(deal(currency), tenders=[by_card(minor)])

    assert sums(sold)[AccountKind.gift_cards] == -minor
    assert sums(sold, used) == {AccountKind.clearing: minor, AccountKind.payable: -minor}


@given(CURRENCIES, AMOUNTS)
def test_an_expired_card_can_be_given_again(currency: str, minor: int) -> None:
    expired = ledger.gift_card_expired(deal(currency), card=by_card(minor))
    again = ledger.gift_card_reissued(deal(currency), card=by_card(minor))

    assert sums(expired) == {AccountKind.gift_cards: minor, AccountKind.breakage: -minor}
    assert sums(expired, again) == {}


@given(currency=CURRENCIES, minor=AMOUNTS, recovered=st.booleans())
def test_a_gateways_charge_is_borne_by_who_agreed_to(
    currency: str, minor: int, *, recovered: bool
) -> None:
    entry = ledger.processing_fee(
        deal(currency), gateway="sandbox", minor=minor, recovered=recovered
    )

    held = sums(entry)
    assert held[AccountKind.clearing] == -minor
    assert held.get(AccountKind.payable, 0) == (minor if recovered else 0)
    cost = held[AccountKind.processing_cost] + held.get(AccountKind.processing_recovered, 0)
    assert cost == (0 if recovered else minor)


@given(CURRENCIES, AMOUNTS, PARTS, PARTS)
def test_a_payout_pays_what_is_owed_and_nets_the_cash(
    currency: str, payable: int, tax: int, cash: int
) -> None:
    scheduled = ledger.payout_scheduled(
        deal(currency), payable_minor=payable + cash, tax_minor=tax, cash_minor=cash
    )
    amount = payable + tax
    sent = ledger.payout_sent(deal(currency), gateway="sandbox", minor=amount)

    assert sums(scheduled)[AccountKind.payouts_in_transit] == -amount
    held = sums(scheduled, sent)
    assert held[AccountKind.clearing] == -amount
    assert AccountKind.payouts_in_transit not in held


@given(currency=CURRENCIES, minor=AMOUNTS, was_sent=st.booleans())
def test_a_failed_payout_is_owed_again(currency: str, minor: int, *, was_sent: bool) -> None:
    steps = [ledger.payout_scheduled(deal(currency), payable_minor=minor)]
    if was_sent:
        steps.append(ledger.payout_sent(deal(currency), gateway="sandbox", minor=minor))

    failed = ledger.payout_failed(deal(currency), gateway="sandbox", minor=minor, was_sent=was_sent)

    assert sums(*steps, failed) == {}


@given(CURRENCIES, AMOUNTS)
def test_a_returned_payout_is_owed_again(currency: str, minor: int) -> None:
    scheduled = ledger.payout_scheduled(deal(currency), payable_minor=minor)
    sent = ledger.payout_sent(deal(currency), gateway="sandbox", minor=minor)
    returned = ledger.payout_returned(deal(currency), gateway="sandbox", minor=minor)

    assert sums(scheduled, sent, returned) == {}


@given(CURRENCIES, AMOUNTS)
def test_what_a_reserve_holds_comes_back(currency: str, minor: int) -> None:
    kept = ledger.reserve_held(deal(currency), minor=minor)
    released = ledger.reserve_released(deal(currency), minor=minor)

    assert sums(kept) == {AccountKind.payable: minor, AccountKind.reserve: -minor}
    assert sums(kept, released) == {}


@given(CURRENCIES, AMOUNTS)
def test_corrections_and_bank_movements_balance(currency: str, minor: int) -> None:
    given_, remitted, swept = (
        ledger.adjustment(deal(currency), minor=minor),
        ledger.tax_remitted(deal(currency), minor=minor),
        ledger.gateway_payout(deal(currency), gateway="sandbox", minor=minor),
    )

    assert sums(given_) == {AccountKind.adjustments: minor, AccountKind.payable: -minor}
    assert sums(remitted) == {AccountKind.tax: minor, AccountKind.bank: -minor}
    assert sums(swept) == {AccountKind.bank: minor, AccountKind.clearing: -minor}


def test_a_sale_of_nothing_moves_nothing() -> None:
    assert ledger.sale(deal(), tenders=[]).postings == ()


def test_accounts_belong_to_whom_they_should() -> None:
    entry = ledger.sale(deal(), tenders=[by_gateway(100)], fee_minor=10, tax_minor=5)

    owners = {posting.account.kind: posting.account.owner_id for posting in entry.postings}
    assert owners == {
        AccountKind.clearing: PLATFORM,
        AccountKind.payable: ORGANIZER,
        AccountKind.fees: PLATFORM,
        AccountKind.tax: ORGANIZER,
    }


@pytest.mark.parametrize("minors", [(100, -99), (100, -100, 0), (1,)])
def test_an_entry_that_does_not_balance_cannot_be_made(minors: Sequence[int]) -> None:
    fees = Account(AccountKind.fees, "EUR")

    with pytest.raises(Unbalanced):
        Entry(
            EntryKind.adjustment, ReferenceKind.statement, REFERENCE, NOON,
            tuple(Posting(fees, minor) for minor in minors),
        )  # fmt: skip


def test_two_currencies_balance_apart() -> None:
    euro, dollar = Account(AccountKind.fees, "EUR"), Account(AccountKind.fees, "USD")

    with pytest.raises(Unbalanced):
        Entry(
            EntryKind.adjustment, ReferenceKind.statement, REFERENCE, NOON,
            (Posting(euro, 5), Posting(dollar, -5)),
        )  # fmt: skip
