"""When `bilten up` brings a chain of its own, and what our programs are told of it."""

from pathlib import Path

import pytest

from bilten_app.cli.services import chain_environment, local_chain, with_chain
from bilten_app.infra.chain_settings import LOCAL_CHAIN
from bilten_app.infra.settings import Settings, load_settings

URL = "http://127.0.0.1:8545"


def settings_with(home: Path, **more: object) -> Settings:
    return Settings(data_dir=home, **more)  # pyright: ignore[reportArgumentType]


def test_a_chain_comes_along_unless_it_is_off_or_others_are_named(tmp_path: Path) -> None:
    assert local_chain(settings_with(tmp_path))
    for without in ({"chain": "off"}, {"chains": "none"}, {"chain_nodes": f"1={URL}"}):
        assert local_chain(settings_with(tmp_path, **without)) is None


def test_our_programs_are_told_of_it_beside_what_was_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_with(tmp_path, chain_finality="8453=safe")

    for name, value in chain_environment(with_chain(settings, URL)).items():
        monkeypatch.setenv(name, value)
    told = load_settings()

    assert told.node_urls == {LOCAL_CHAIN: URL}
    assert (told.finality_of(LOCAL_CHAIN), told.finality_of(8453)) == (1, "safe")
    assert told.chain_names[LOCAL_CHAIN] == "Local"
    assert told.chain_names[8453] == "Base"
