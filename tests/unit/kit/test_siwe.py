"""The text that a wallet signs has one form."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.kit import siwe
from bilten_app.kit.evm import checksummed

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
MESSAGE = siwe.Message(
    domain="bilten.test",
    address=ADDRESS,
    statement="Sign in to your account.",
    uri="https://bilten.test",
    chain_id=1,
    nonce="0123456789abcdef",
    issued_at=NOW,
    expires_at=NOW + timedelta(minutes=10),
)
TEXT = """\
bilten.test wants you to sign in with your Ethereum account:
0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed

Sign in to your account.

URI: https://bilten.test
Version: 1
Chain ID: 1
Nonce: 0123456789abcdef
Issued At: 2026-11-29T12:00:00Z
Expiration Time: 2026-11-29T12:10:00Z"""


def test_a_message_is_written_as_wallets_show_it() -> None:
    assert str(MESSAGE) == TEXT


@given(
    domain=st.from_regex(r"[a-z0-9.-]{1,40}(:[0-9]{2,5})?", fullmatch=True),
    address=st.binary(min_size=20, max_size=20),
    statement=st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=99),
    chain_id=st.integers(1, 10**17),
    nonce=st.from_regex(r"[A-Za-z0-9]{8,64}", fullmatch=True),
    moments=st.tuples(*[st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1))] * 3),  # noqa: DTZ001
    has_start=st.booleans(),
)
def test_what_was_written_is_read(
    domain: str,
    address: bytes,
    statement: str,
    chain_id: int,
    nonce: str,
    moments: tuple[datetime, datetime, datetime],
    *,
    has_start: bool,
) -> None:
    issued, expires, start = (one.replace(microsecond=0, tzinfo=UTC) for one in moments)
    message = siwe.Message(
        domain, checksummed(address), statement, f"https://{domain}", chain_id,
        nonce, issued, expires, start if has_start else None,
    )  # fmt: skip

    assert siwe.read(str(message)) == message


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        (TEXT, ""),
        (TEXT, TEXT + "\n"),
        (TEXT, " " + TEXT),
        (TEXT, TEXT + "\nResources:\n- https://bilten.test/everything"),
        (TEXT, TEXT + "\nRequest ID: 1"),
        (TEXT, TEXT + "\nNot Before: soon"),
        (TEXT, TEXT.replace("\n", "\r\n")),
        (TEXT, TEXT + "x" * 2_000),
        ("bilten.test wants", "https://bilten.test wants"),
        ("bilten.test wants", "bilten.test\nevil.test wants"),
        (ADDRESS, ADDRESS.lower()),
        (ADDRESS, ADDRESS[:-1]),
        (ADDRESS, ADDRESS[:-1] + "D"),
        ("Sign in to your account.", "Sign in to your account.\n\nURI: https://evil.test"),
        ("Sign in to your account.", "Se connecter à votre compte."),
        ("Sign in to your account.\n\n", ""),
        ("URI: https://bilten.test\n", ""),
        ("Version: 1", "Version: 2"),
        ("Chain ID: 1", "Chain ID: 01"),
        ("Chain ID: 1", "Chain ID: 0"),
        ("Chain ID: 1", "Chain ID: \u0661"),
        ("Nonce: 0123456789abcdef", "Nonce: short"),
        ("Nonce: 0123456789abcdef", "Nonce: 0123456789abcdef\nNonce: 0123456789abcdef"),
        ("12:00:00Z", "12:00:00+00:00"),
        ("12:00:00Z", "12:00:00.000Z"),
        ("2026-11-29T12:00:00Z", "2026-02-30T12:00:00Z"),
        ("\nExpiration Time: 2026-11-29T12:10:00Z", ""),
    ],
)
def test_what_has_another_form_is_no_message(said: str, instead: str) -> None:
    assert said in TEXT

    with pytest.raises(siwe.NoMessage):
        siwe.read(TEXT.replace(said, instead, 1))


def test_a_message_may_say_when_it_begins() -> None:
    message = replace(MESSAGE, not_before=NOW)

    assert siwe.read(str(message)) == message
