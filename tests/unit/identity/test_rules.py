"""Passwords are long and uncommon, addresses have one spelling, sessions end."""

from datetime import UTC, datetime, timedelta

import pytest

from bilten_app.domains.identity import rules
from bilten_app.domains.identity.public import Mend

EMAIL, NAME = "ada.berg@example.com", "Ada Berg"


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("a calm harbour at dusk", None),
        ("Zx7!kq-PvR2m", None),
        ("Hallo-Welt-42-Berge", None),
        ("ninechars", Mend.short_password),
        ("elevenchars", Mend.short_password),
        ("w i d e       r", Mend.short_password),
        ("Zx7!kq-PvR2m" * 10 + "morewords", Mend.long_password),
        ("Zx7!kq-PvR2m" * 10 + "8 letter", None),
        ("Password123!", Mend.common_password),
        ("P4ssw0rd2026!!", Mend.common_password),
        ("iloveyou2024", Mend.common_password),
        ("4815162342lost", Mend.common_password),
        ("terminator1984", Mend.common_password),
        ("Nuttertools!", Mend.common_password),
        ("mustang1969!", Mend.common_password),
        ("qwertyuiop12", Mend.common_password),
        ("correcthorsebatterystaple", Mend.common_password),
        ("123456789101", Mend.common_password),
        ("zyxwvutsrqpo", Mend.simple_password),
        ("aaaaaaaaaaaa", Mend.simple_password),
        ("xyzxyzxyzxyz", Mend.simple_password),
        ("ada.berg@example.com", Mend.own_name_password),
        ("AdaBerg2026!!", Mend.own_name_password),
    ],
)
def test_a_password_is_long_and_not_on_every_list(password: str, problem: str | None) -> None:
    assert rules.password_problem(password, EMAIL, NAME) == problem


@pytest.mark.parametrize(
    "password",
    [
        "only small letters here",
        "كلمة سر طويلة جدا",
        "🎻🎺🥁🎷🎸 plays tonight",
        "  spaces  at  both  ends  ",
        "7493 0158 2261",
        "Zx7!kq-PvR2m" * 5 + "!",
    ],
)
def test_any_character_may_be_in_a_password_and_none_must(password: str) -> None:
    assert rules.password_problem(password, EMAIL, NAME) is None


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
        "email": Mend.bad_email,
        "name": Mend.no_name,
        "password": Mend.short_password,
    }


def test_a_session_ends_when_idle_or_old() -> None:
    began = datetime(2026, 6, 1, tzinfo=UTC)

    assert rules.expiry(began, began) == began + timedelta(days=14)
    assert rules.expiry(began, began + timedelta(days=20)) == began + timedelta(days=30)
