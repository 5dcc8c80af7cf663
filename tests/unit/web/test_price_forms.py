"""What organizers type about prices, as drafts."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from bilten_app.domains.pricing.public.drafts import GroupDraft, LiveDraft, TierDraft
from bilten_app.kit.errors import Invalid
from bilten_app.web.organizer.prices.forms import (
    BAD_TIME,
    PromoForm,
    Reader,
    RowsForm,
    placed,
    read_live,
    read_promo,
    read_tiers,
)
from bilten_app.web.organizer.taxes.forms import read_rate

TIER, TYPE = UUID(int=1), UUID(int=2)


def reader(currency: str = "EUR") -> Reader:
    return Reader(currency, "Europe/Berlin")


def promo(**typed: str | None) -> PromoForm:
    return PromoForm.model_validate(typed)


def test_rows_that_are_filled_in_become_tiers_and_group_prices() -> None:
    form = RowsForm.model_validate(
        {
            "tier0_name": "Early bird", "tier0_price": "15", "tier0_ends": "2026-06-20T18:00",
            "tier0_places": "100", "tier1_name": "", "tier1_price": "",
            "group0_from": "5", "group0_price": "20,50",
        }
    )  # fmt: skip

    tiers, groups = read_tiers(form, read := reader(), {0: TIER})

    ends = datetime(2026, 6, 20, 16, tzinfo=UTC)
    assert read.problems == {}
    assert tiers == [TierDraft("Early bird", 1500, ends_at=ends, places=100, id=TIER)]
    assert groups == [GroupDraft(5, 2050)]


def test_what_cannot_be_read_is_said_beside_its_field() -> None:
    form = RowsForm.model_validate(
        {"tier0_name": "A", "tier0_price": "1.234", "tier0_places": "many", "tier0_starts": "soon"}
    )

    read_tiers(form, read := reader(), {})

    assert set(read.problems) == {"tier0_price", "tier0_places", "tier0_starts_at"}
    with pytest.raises(Invalid):
        read.check()


def test_an_untouched_live_price_is_none() -> None:
    assert read_live(RowsForm.model_validate({"live_active": "False"}), reader()) is None


@pytest.mark.parametrize(("box", "active"), [("on", True), (True, True), (False, False)])
def test_a_live_price_has_bounds(box: object, active: bool) -> None:  # noqa: FBT001
    form = RowsForm.model_validate(
        {
            "live_base": "25", "live_floor": "20", "live_ceiling": "45", "live_hourly": "3",
            "live_active": box,
        }
    )  # fmt: skip

    assert read_live(form, reader()) == LiveDraft(2500, 2000, 4500, 300, active=active)


def test_shares_are_read_exactly_and_amounts_in_the_currency() -> None:
    share = promo(kind="percent", value="12,5", ticket_type=str(TYPE))
    amount = promo(kind="amount", value="500")

    assert read_promo(share, reader(), frozenset()).value == 125_000
    assert read_promo(share, reader(), frozenset()).ticket_types == {TYPE}
    assert read_promo(amount, reader("JPY"), frozenset()).value == 500


def test_several_ticket_types_are_kept() -> None:
    form = promo(kind="unlock", ticket_type="several")

    assert read_promo(form, reader(), frozenset({TIER, TYPE})).ticket_types == {TIER, TYPE}


def test_problems_stand_under_the_names_of_their_fields() -> None:
    assert placed({"1.price": "a", "group.0.from_quantity": "b", "code": "c"}) == {
        "tier1_price": "a",
        "group0_from_quantity": "b",
        "code": "c",
    }


@pytest.mark.parametrize(
    ("typed", "ppm"),
    [("19", 190_000), ("8.875", 88_750), ("", None), ("-1", None), ("8.12345", None)],
)
def test_rates_are_read_exactly(typed: str, ppm: int | None) -> None:
    assert read_rate(typed) == ppm


@pytest.mark.parametrize("typed", ["noon", "0001-01-01T00:00", "2026-13-01T00:00"])
def test_a_time_that_cannot_be_is_said_beside_its_field(typed: str) -> None:
    far_east = Reader("EUR", "Pacific/Auckland")

    assert far_east.moment("ends", typed) is None
    assert far_east.problems == {"ends": BAD_TIME}
