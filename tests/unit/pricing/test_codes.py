"""Codes, mailboxes and VAT ids as people type them, and amounts in another currency."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bilten_app.domains.pricing.public import Step, StepKind, promo_code, sentence
from bilten_app.domains.pricing.rules.codes import domain_key
from bilten_app.domains.pricing.rules.display import shown_in
from bilten_app.domains.pricing.rules.vat import split_vat_id
from bilten_app.kit.mailbox import mailbox_key
from bilten_app.kit.money import Money
from bilten_app.ports.rates import RateTable

RATES = RateTable(
    "EUR",
    "test",
    datetime(2026, 6, 1, tzinfo=UTC),
    {"USD": Decimal("1.10"), "JPY": Decimal(160), "KWD": Decimal("0.35")},
)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Noor@Example.com ", "noor@example.com"),
        ("noor+jazz@example.com", "noor@example.com"),
        ("n.o.o.r@gmail.com", "noor@gmail.com"),
        ("noor@googlemail.com", "noor@gmail.com"),
        ("n.oor@example.com", "n.oor@example.com"),
        ("", ""),
    ],
)
def test_a_person_is_their_mailbox(typed: str, key: str) -> None:
    assert mailbox_key(typed) == key


def test_a_company_is_its_domain() -> None:
    assert (domain_key("noor@Example.com"), domain_key("")) == ("@example.com", "")


def test_codes_are_typed_in_any_case() -> None:
    assert promo_code(" early bird ") == "EARLYBIRD"


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("DE 123 456 788", ("DE", "123456788")),
        ("atu12345675", ("AT", "U12345675")),
        ("EL123456789", ("GR", "123456789")),
        ("12345", None),
        ("", None),
    ],
)
def test_vat_ids_are_read_as_they_are_written(typed: str, parts: tuple[str, str] | None) -> None:
    assert split_vat_id(typed) == parts


@pytest.mark.parametrize(
    ("money", "currency", "shown"),
    [
        (Money(1000, "EUR"), "USD", Money(1100, "USD")),
        (Money(1000, "EUR"), "JPY", Money(1600, "JPY")),
        (Money(1100, "USD"), "EUR", Money(1000, "EUR")),
        (Money(100, "JPY"), "KWD", Money(219, "KWD")),  # 0.21875 dinars
        (Money(1000, "EUR"), "EUR", Money(1000, "EUR")),
        (Money(1000, "EUR"), "XTS", None),
    ],
)
def test_amounts_are_shown_in_another_currency(
    money: Money, currency: str, shown: Money | None
) -> None:
    assert shown_in(money, currency, RATES) == shown


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Step(StepKind.price, 5000, 2, {"unit_minor": 2500}), "2 at €25.00"),
        (
            Step(StepKind.fee, 206, 2, {"share_ppm": 29_000, "fixed_minor": 30}),
            "Booking fee: 2.9 % and €0.30 for each paid ticket",
        ),
        (
            Step(
                StepKind.tax_included, 0, 2,
                {"country": "DE", "share_ppm": 190_000, "tax_minor": 798},
            ),
            "Contains 19 % tax of Germany: €7.98",
        ),
    ],
)  # fmt: skip
def test_a_step_says_what_its_rule_did(step: Step, said: str) -> None:
    assert sentence(step, "EUR") == said
