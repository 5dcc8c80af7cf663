"""Words for people: blanks, plurals, money, and time on the clock of a place."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bilten_app.kit import text
from bilten_app.kit.money import Money

EVENING = datetime(2026, 3, 14, 18, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 14, 21, 30, tzinfo=UTC)
GAP = "\N{NO-BREAK SPACE}"
TO = "\N{EN DASH}"


@pytest.mark.parametrize(
    ("money", "shown", "short"),
    [
        (Money(2500, "EUR"), "€25.00", "€25"),
        (Money(2550, "EUR"), "€25.50", "€25.50"),
        (Money(4800, "JPY"), "¥4,800", "¥4,800"),
        (Money(12500, "KWD"), f"KWD{GAP}12.500", f"KWD{GAP}12.500"),
        (Money(25000, "EGP"), f"EGP{GAP}250.00", f"EGP{GAP}250"),
        (Money(0, "USD"), "$0.00", "$0"),
        (Money(1_234_567_800, "USDC"), f"USDC{GAP}1,234.5678", f"USDC{GAP}1,234.5678"),
        (
            Money(10**16 + 1, "ETH"),
            f"ETH{GAP}0.010000000000000001",
            f"ETH{GAP}0.010000000000000001",
        ),
    ],
)
def test_money_is_shown_with_the_digits_of_its_currency(
    money: Money, shown: str, short: str
) -> None:
    assert (text.price(money), text.short_price(money)) == (shown, short)


def test_a_blank_without_a_field_stays() -> None:
    assert text.say("Only {left} of {all} left", "en", left=3) == "Only 3 of {all} left"


def test_a_field_is_not_read_as_a_blank_of_another() -> None:
    assert text.say("{a} and {b}", "en", a="{b}", b="x") == "{b} and x"


def test_a_count_chooses_its_form_and_fills_it() -> None:
    assert text.say_many("{n} ticket", "{n} tickets", 1) == "1 ticket"
    assert text.say_many("{n} ticket", "{n} tickets", 1200) == "1,200 tickets"


@pytest.mark.parametrize(
    ("zone", "shown", "name"),
    [
        ("Europe/Berlin", f"7:00{GAP}PM {TO} 10:30{GAP}PM", "CET"),
        ("Asia/Kathmandu", f"11:45{GAP}PM {TO} 3:15{GAP}AM", "GMT+5:45"),
        ("America/St_Johns", f"3:30{GAP}PM {TO} 7:00{GAP}PM", "NDT"),
    ],
)
def test_hours_stand_on_the_clock_of_the_place(zone: str, shown: str, name: str) -> None:
    assert text.hours(EVENING, NIGHT, zone) == shown
    assert text.zone_name(EVENING, zone) == name


def test_an_end_on_another_day_says_the_day() -> None:
    end = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)

    assert text.hours(EVENING, end, "UTC") == f"6:00{GAP}PM {TO} Mon, Mar 16, 9:00{GAP}AM"


@pytest.mark.parametrize(
    ("accepted", "locale"),
    [("", "en"), ("de-DE,de;q=0.9,en;q=0.5", "en"), ("en-GB", "en"), ("en;q=broken", "en")],
)
def test_the_language_is_one_we_have(accepted: str, locale: str) -> None:
    assert text.best_locale(accepted) == locale


@pytest.mark.parametrize(
    ("locale", "side"), [("en", "ltr"), ("ar", "rtl"), ("ar_EG", "rtl"), ("he", "rtl")]
)
def test_a_language_has_a_direction(locale: str, side: str) -> None:
    assert text.direction(locale) == side


def test_a_country_has_a_name_and_a_name_stays() -> None:
    assert text.country("EG") == "Egypt"
    assert text.country("Atlantis") == "Atlantis"


def test_an_exact_number_keeps_its_decimals() -> None:
    assert text.exact(Decimal("1250.00")) == "1,250.00"
    assert text.exact(Decimal("-0.005"), "de") == "-0,005"
    assert text.exact(Decimal(1200)) == "1,200"
