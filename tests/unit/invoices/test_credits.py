"""What a refund gives back of the tax."""

from hypothesis import given
from hypothesis import strategies as st

from bilten_app.domains.invoices.public import PaperKind
from bilten_app.domains.invoices.rules import Taxed, credited, left_to_credit, paper_name

AMOUNTS = st.integers(0, 10**7)
TAXES = st.lists(
    st.builds(Taxed, st.just("DE"), st.sampled_from([190_000, 70_000]), AMOUNTS, AMOUNTS),
    min_size=1,
    max_size=3,
)


def test_half_of_a_price_has_half_of_its_tax() -> None:
    (half,) = credited([Taxed("DE", 190_000, 10_000, 1900)], 5950)

    assert (half.net_minor, half.tax_minor) == (5000, 950)


@given(TAXES, st.lists(st.integers(0, 10**7), max_size=6))
def test_parts_sum_to_the_whole_and_never_exceed_it(taxes: list[Taxed], refunds: list[int]) -> None:
    notes: list[tuple[Taxed, ...]] = []
    for minor in [*refunds, 10**9]:
        left = left_to_credit(taxes, notes)
        note = credited(left, minor)
        assert sum(part.gross_minor for part in note) == min(
            minor, sum(one.gross_minor for one in left)
        )
        assert all(part.net_minor >= 0 and part.tax_minor >= 0 for part in note)
        notes.append(note)

    assert all((one.net_minor, one.tax_minor) == (0, 0) for one in left_to_credit(taxes, notes))


def test_numbers_are_printed_with_their_series_and_year() -> None:
    assert paper_name("JAZZ", PaperKind.invoice, 2026, 17) == "JAZZ-2026-00017"
    assert paper_name("", PaperKind.credit_note, 2026, 1) == "C2026-00001"
