"""However often a bank changes its mind, the books say how it stands."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from bilten_app.domains.ledger import service as ledger
from bilten_app.domains.ledger.public import AccountKind, Deal, Entry, Posting
from tests.conftest import NOON

DEAL = Deal(UUID(int=8), UUID(int=7), "USD", NOON)
AMOUNTS = st.integers(1, 10**12)
FEES = st.integers(0, 10**12)


def sums(postings: Sequence[Posting]) -> dict[AccountKind, int]:
    """What the kinds of accounts hold, debit positive, zeros left out."""
    found = Counter[AccountKind]()
    for posting in postings:
        found[posting.account.kind] += posting.minor
    return {kind: minor for kind, minor in found.items() if minor}


def turned(
    how: str, minor: int, fee: int, *, reserve: int = 0, owed: int | None = None,
    before: Sequence[Posting] = (),
) -> Entry:  # fmt: skip
    """The entry of a turn after what was posted before."""
    if how == "opened":
        return ledger.dispute_opened(DEAL, gateway="sandbox", minor=minor, before=before)
    if how == "won":
        return ledger.dispute_won(DEAL, before=before)
    if owed is not None:
        return ledger.late_dispute_lost(
            DEAL, gateway="sandbox", minor=minor, owed_minor=owed, before=before
        )
    return ledger.dispute_lost(
        DEAL, gateway="sandbox", minor=minor, fee_minor=fee, reserve_minor=reserve, before=before
    )


@given(
    st.lists(st.sampled_from(["opened", "won", "lost"]), min_size=1, max_size=7),
    AMOUNTS,
    FEES,
    st.lists(st.integers(-100, 10**12), min_size=7, max_size=7),
    st.none() | FEES,
)
def test_after_any_turns_the_books_are_those_of_the_last(
    turns: list[str], minor: int, fee: int, reserves: list[int], owed: int | None
) -> None:
    posted: list[Posting] = []

    for how, reserve in zip(turns, reserves, strict=False):
        posted += turned(
            how, minor, fee, reserve=reserve, owed=owed, before=posted
        ).postings  # fmt: skip

    held = sums(posted)
    assert held.get(AccountKind.clearing, 0) == (0 if turns[-1] == "won" else -minor)
    assert held.get(AccountKind.disputed, 0) == (minor if turns[-1] == "opened" else 0)
    organizers = held.get(AccountKind.reserve, 0) + held.get(AccountKind.payable, 0)
    bears = turns[-1] == "lost" and owed is None
    assert organizers == (minor + fee if bears else 0)
    assert held.get(AccountKind.processing_recovered, 0) == (-fee if bears else 0)


@given(AMOUNTS, FEES, st.integers(-100, 10**12))
def test_a_lost_dispute_takes_the_reserve_first(minor: int, fee: int, reserve: int) -> None:
    opened = turned("opened", minor, fee).postings

    lost = turned("lost", minor, fee, reserve=reserve, before=opened).postings

    held = sums([*opened, *lost])
    assert held.get(AccountKind.reserve, 0) == min(max(reserve, 0), minor + fee)
    assert held[AccountKind.clearing] == -minor


@given(AMOUNTS, FEES, st.integers(1, 10**12))
def test_what_the_reserve_bore_of_a_dispute_that_is_won_after_all_is_owed(
    minor: int, fee: int, reserve: int
) -> None:
    lost = turned("lost", minor, fee, reserve=reserve).postings

    won = turned("won", minor, fee, before=lost).postings

    assert AccountKind.reserve not in sums(won)
    assert sums(won)[AccountKind.payable] == -(minor + fee)
