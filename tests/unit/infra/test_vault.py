"""What is sealed opens only whole, for its purpose, under its key."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilten_app.infra.vault import Vault, VaultError
from bilten_app.kit.ids import new_id

KEY = bytes(range(32))


@given(st.binary(max_size=200), st.text(max_size=30))
def test_a_secret_comes_back(secret: bytes, purpose: str) -> None:
    vault = Vault(KEY)

    sealed = vault.seal(purpose, secret)

    assert vault.open(purpose, sealed) == secret
    assert len(secret) < 8 or secret not in sealed


def test_one_purpose_is_not_taken_for_another() -> None:
    sealed = Vault(KEY).seal("tickets", b"secret")

    with pytest.raises(VaultError):
        Vault(KEY).open("sessions", sealed)


def test_another_master_key_opens_nothing() -> None:
    sealed = Vault(KEY).seal("tickets", b"secret")

    with pytest.raises(VaultError, match="another master key"):
        Vault(os.urandom(32)).open("tickets", sealed)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_no_altered_byte_goes_unnoticed(place: int, change: int) -> None:
    sealed = bytearray(Vault(KEY).seal("tickets", b"secret"))
    sealed[place % len(sealed)] ^= change

    with pytest.raises(VaultError):
        Vault(KEY).open("tickets", bytes(sealed))


@given(st.binary(max_size=120))
def test_garbage_is_refused(garbage: bytes) -> None:
    with pytest.raises(VaultError):
        Vault(KEY).open("tickets", garbage)


def test_a_link_secret_is_the_same_every_time_and_for_nobody_else() -> None:
    vault, one, other = Vault(KEY), new_id(), new_id()

    secret = vault.link_secret("orders", one)

    assert vault.is_link_secret("orders", one, secret)
    assert not vault.is_link_secret("orders", other, secret)
    assert not vault.is_link_secret("tickets", one, secret)
    assert not vault.is_link_secret("orders", one, "ä" + secret[1:])
