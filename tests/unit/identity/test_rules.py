"""Passwords are long and uncommon, addresses have one spelling, sessions end."""

from datetime import UTC, datetime, timedelta

import pytest

from bilten_app.domains.identity import rules

EMAIL, NAME = "ada.berg@example.com", "Ada Berg"


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("a calm harbour at dusk", None),
        ("Zx7!kq-PvR2m", None),
        ("Hallo-Welt-42-Berge", None),
        ("ninechars", rules.SHORT_PASSWORD),
        ("x" * 201, rules.LONG_PASSWORD),
        ("Password123!", rules.COMMON_PASSWORD),
        ("P4ssw0rd2026!!", rules.COMMON_PASSWORD),
        ("iloveyou2024", rules.COMMON_PASSWORD),
        ("qwertyuiop", rules.COMMON_PASSWORD),
        ("correcthorsebatterystaple", rules.COMMON_PASSWORD),
        ("1234567890", rules.SIMPLE_PASSWORD),
        ("zyxwvutsrqpo", rules.SIMPLE_PASSWORD),
        ("aaaaaaaaaaaa", rules.SIMPLE_PASSWORD),
        ("xyzxyzxyzxyz", rules.SIMPLE_PASSWORD),
        ("ada.berg@example.com", rules.OWN_NAME_PASSWORD),
        ("AdaBerg2026!!", rules.OWN_NAME_PASSWORD),
    ],
)
def test_a_password_is_long_and_not_on_every_list(password: str, problem: str | None) -> None:
    assert rules.password_problem(password, EMAIL, NAME) == problem


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        (" Ada@Example.COM ", "Ada@example.com"),
        ("ada@müller.de", "ada@müller.de"),
        ("ada", None),
        ("ada@", None),
        ("ada@localhost", None),
        ("ada berg@example.com", None),
        ("a@b.test\nBcc: x@y.z", None),
        ("", None),
    ],
)
def test_an_address_has_one_spelling(typed: str, normal: str | None) -> None:
    assert rules.normal_email(typed) == normal


def test_every_field_gets_its_own_sentence() -> None:
    problems = rules.registration_problems(None, "", "short")

    assert problems == {
        "email": rules.BAD_EMAIL,
        "name": rules.NO_NAME,
        "password": rules.SHORT_PASSWORD,
    }


def test_a_session_ends_when_idle_or_old() -> None:
    began = datetime(2026, 6, 1, tzinfo=UTC)

    assert rules.expiry(began, began) == began + timedelta(days=14)
    assert rules.expiry(began, began + timedelta(days=50)) == began + timedelta(days=60)
