"""A shift is shown in the time of the place where it sold."""

from datetime import UTC, datetime, timedelta

from bilten_app.domains.orders.public import ShiftView
from bilten_app.kit.ids import new_id
from bilten_app.kit.money import Money
from bilten_app.web.organizer.box_office.view import shown_shift

NOTHING = Money(0, "EUR")


def shift(zone: str) -> ShiftView:
    opened = datetime(2026, 7, 1, 20, 30, tzinfo=UTC)
    return ShiftView(
        id=new_id(), opened_by="user:1", opened_at=opened, closed_at=opened + timedelta(hours=2),
        float_=NOTHING, cash_sales=NOTHING, cash_refunds=NOTHING, terminal_sales=NOTHING, orders=0,
        counted=NOTHING, note="", zone=zone,
    )  # fmt: skip


def test_a_shift_is_in_the_zone_of_its_event_and_says_which() -> None:
    when = shown_shift(shift("Europe/Berlin"), [], "en").when

    assert " ".join(when.split()) == (
        "Jul 1, 2026, 10:30 PM \N{EN DASH} Jul 2, 2026, 12:30 AM (CEST)"
    )


def test_without_any_event_it_is_in_utc_and_says_so() -> None:
    assert shown_shift(shift(""), [], "en").when.endswith("(UTC)")
