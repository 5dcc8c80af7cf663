"""Codes and numbers as people type them, and networks as we keep them."""

import base64
from datetime import UTC, datetime

import pytest

from bilten_app.domains.identity import rules
from bilten_app.domains.identity.rules.passkeys import went_back
from bilten_app.infra.vault import Vault
from bilten_app.kit.ids import new_id


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+49 151 234-567 89", "+4915123456789"),
        ("0049 (151) 23456789", "+4915123456789"),
        ("+1.415.555.0100", "+14155550100"),
        ("0151 23456789", None),
        ("+0151 23456789", None),
        ("+49 call me", None),
        ("+1", None),
        ("", None),
    ],
)
def test_a_number_is_one_that_can_be_dialled_from_anywhere(typed: str, number: str | None) -> None:
    assert rules.normal_number(typed) == number


def test_of_a_number_little_is_shown() -> None:
    assert rules.masked("+4915123456789") == "+49 ••• 89"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::7", "2001:db8:1::/48"),
        ("testclient", ""),
        ("", ""),
    ],
)
def test_of_an_address_only_its_network_is_kept(address: str, network: str) -> None:
    assert rules.network_of(address) == network


@pytest.mark.parametrize(
    ("before", "now", "is_back"),
    [(0, 0, False), (0, 1, False), (3, 4, False), (3, 3, True), (3, 1, True), (3, 0, True)],
)
def test_a_passkey_that_counts_less_may_be_a_copy(before: int, now: int, *, is_back: bool) -> None:
    assert went_back(before, now) is is_back


@pytest.mark.parametrize(
    ("second", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_codes_of_an_app_are_those_of_rfc_6238(second: int, code: str) -> None:
    secret = base64.b32encode(b"12345678901234567890").decode()
    now = datetime.fromtimestamp(second, tz=UTC)

    assert rules.totp_step(secret, code, now) == second // 30
    assert rules.totp_step(secret, code[::-1], now) is None


def test_one_code_of_two_accounts_is_kept_as_two_things() -> None:
    vault, one, other = Vault(bytes(32)), new_id(), new_id()

    kept = rules.recovery_hash(vault, one, "7KQ2 M9XD")

    assert kept == rules.recovery_hash(vault, one, "7kq2m9xd")
    assert kept != rules.recovery_hash(vault, other, "7KQ2 M9XD")
