"""What events say of a token, what numbers tokens have, and what is paid for gas."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import permutations

from bilten_app.domains.onchain.public import ClaimState
from bilten_app.domains.onchain.queries import index_of
from bilten_app.domains.onchain.rules import (
    Standing,
    face_value,
    fees_after,
    standing_of,
    supply_of,
    symbol_of,
    token_of,
)
from bilten_app.kit.money import Money
from bilten_app.ports.chain_door import Fees
from bilten_app.ports.rates import RateTable

ADA, BEN, NOBODY = ("0x" + f"{n:040x}" for n in (1, 2, 0))


def claimed(sureness: str) -> tuple[str, str, dict[str, str]]:
    return "TicketClaimed", sureness, {"to": ADA}


def moved(sureness: str, before: str, to: str) -> tuple[str, str, dict[str, str]]:
    return "TicketMoved", sureness, {"from": before, "to": to}


def test_what_nothing_or_only_fallen_blocks_tell_of_is_still_out() -> None:
    assert standing_of([]) == Standing(ClaimState.voucher_out)
    assert standing_of([claimed("retracted")]) == Standing(ClaimState.voucher_out)


def test_only_what_is_final_tells_who_holds_it() -> None:
    ada, ben = (1).to_bytes(20), (2).to_bytes(20)

    assert standing_of([claimed("seen")]) == Standing(ClaimState.seen)
    assert standing_of([claimed("final")]) == Standing(ClaimState.claimed, ada)
    arriving = [claimed("final"), moved("seen", ADA, BEN)]
    assert standing_of(arriving) == Standing(ClaimState.claimed, ada)
    assert standing_of([claimed("final"), moved("final", ADA, BEN)]) == Standing(
        ClaimState.claimed, ben
    )


def test_who_burnt_a_token_held_it() -> None:
    told = [claimed("final"), moved("final", ADA, BEN), moved("final", BEN, NOBODY)]

    assert standing_of(told) == Standing(ClaimState.returned, (2).to_bytes(20))


def test_a_final_claim_stands_beside_news_of_other_blocks() -> None:
    for told in permutations([claimed("final"), claimed("seen"), claimed("retracted")]):
        assert standing_of(told).state is ClaimState.claimed


def test_each_claim_of_a_ticket_has_a_number_and_leads_back_to_the_ticket() -> None:
    numbers = {token_of(index, rounds) for index in (0, 7, 2**32 - 1) for rounds in range(5)}

    assert len(numbers) == 15
    assert {index_of(one) for one in numbers} == {0, 7, 2**32 - 1}


def test_a_later_try_pays_an_eighth_more_at_least_and_never_less_than_asked() -> None:
    first = fees_after(Fees(100, 3))
    second = fees_after(Fees(1, 0), first)

    assert first == (203, 3)
    assert all(after * 8 >= before * 9 for before, after in zip(first, second, strict=True))
    assert fees_after(Fees(1_000, 50), first) == (2_050, 50)


def test_a_contract_may_make_more_tokens_than_there_are_places() -> None:
    assert (supply_of(0), supply_of(500), supply_of(2**40)) == (1_000, 5_000, 2**32 - 1)


def test_a_symbol_is_plain_letters() -> None:
    assert symbol_of("Jazz by the Canal") == "JAZZBYTH"
    assert symbol_of("\u97f3\u697d") == "TICKET"


def test_a_price_is_worth_what_the_rates_say_in_the_smallest_unit_of_a_coin() -> None:
    table = RateTable("EUR", "bank", datetime(2026, 6, 1, tzinfo=UTC), {"USD": Decimal("1.10")})

    assert face_value(Money(2500, "EUR"), "USD", 6, table) == 27_500_000
    assert face_value(Money(1100, "USD"), "EUR", 6, table) == 10_000_000
    assert face_value(Money(2500, "EUR"), "EUR", 18, table) == 25 * 10**18
    assert face_value(Money(1, "USD"), "EUR", 3, table) == 9
    assert face_value(Money(2500, "JPY"), "USD", 6, table) == 0
