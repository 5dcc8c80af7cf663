"""Whose keys sign for us on which chain."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bilten_app.infra.chain_keys import chain_keys
from bilten_app.infra.chain_settings import LOCAL_CHAIN
from bilten_app.infra.settings import Settings

ISSUER, RELAYER = f"0x{'11' * 32}", f"0x{'22' * 32}"
CHAINS = f"8453=Base,{LOCAL_CHAIN}=Local"
NODES = f"8453=https://base.example {LOCAL_CHAIN}=http://127.0.0.1:1"


def settings_with(home: Path, **more: object) -> Settings:
    return Settings(data_dir=home, chains=CHAINS, chain_nodes=NODES, **more)  # pyright: ignore[reportArgumentType]


def test_without_names_only_the_local_chain_has_keys_and_keeps_them(tmp_path: Path) -> None:
    keys = chain_keys(settings_with(tmp_path))

    assert list(keys) == [LOCAL_CHAIN]
    assert keys[LOCAL_CHAIN].issuer != keys[LOCAL_CHAIN].relayer
    assert chain_keys(settings_with(tmp_path)) == keys
    assert chain_keys(settings_with(tmp_path / "other")) != keys


def test_named_keys_sign_on_every_chain_that_has_a_node(tmp_path: Path) -> None:
    named = settings_with(tmp_path, chain_issuer_key=ISSUER, chain_relayer_key=RELAYER)

    keys = chain_keys(named)

    assert sorted(keys) == [8453, LOCAL_CHAIN]
    assert keys[8453] == keys[LOCAL_CHAIN]
    assert keys[8453].issuer.private == bytes([0x11] * 32)
    assert ISSUER[2:] not in f"{named!r}{keys!r}"


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"chain_issuer_key": ISSUER}, "go together"),
        ({"chain_relayer_key": RELAYER}, "go together"),
        ({"chain_issuer_key": ISSUER, "chain_relayer_key": ISSUER}, "must differ"),
    ],
)
def test_one_key_alone_or_one_for_both_is_refused(
    tmp_path: Path, keys: dict[str, object], says: str
) -> None:
    with pytest.raises(ValidationError, match=says):
        settings_with(tmp_path, **keys)
