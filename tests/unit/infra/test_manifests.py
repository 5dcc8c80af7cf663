"""Where contracts are is read from files, and only believed when it is about this code."""

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bilten_app.infra.contracts import artifact
from bilten_app.infra.deployment import Deployed, Deployment
from bilten_app.infra.embedded import CannotStart
from bilten_app.infra.manifests import (
    manifest_path,
    mirrored_chains,
    read_manifest,
    write_manifest,
)
from bilten_app.infra.settings import Settings

PAYMENTS = Deployed(b"\x11" * 20, 7, artifact("Payments").abi_hash)
DEPLOYMENT = Deployment(10, {"Payments": PAYMENTS})


def settings_with(home: Path, **more: object) -> Settings:
    nodes = SecretStr("10=https://node.example 8453=https://other.example")
    return Settings(data_dir=home, chain_nodes=nodes, **more)  # pyright: ignore[reportArgumentType]


def test_a_chain_with_a_node_and_a_manifest_is_mirrored(tmp_path: Path) -> None:
    settings = settings_with(tmp_path)
    write_manifest(manifest_path(settings, 10), DEPLOYMENT)

    assert mirrored_chains(settings) == [10]
    assert read_manifest(settings, 10) == DEPLOYMENT


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (replace(DEPLOYMENT, chain=1), "is of chain 1, not of 10"),
        (
            replace(DEPLOYMENT, contracts={"Payments": replace(PAYMENTS, abi_hash=bytes(32))}),
            "names Payments with another interface",
        ),
    ],
)
def test_a_manifest_of_something_else_is_refused(
    tmp_path: Path, kept: Deployment, said: str
) -> None:
    settings = settings_with(tmp_path, chain_deployments=tmp_path)
    write_manifest(tmp_path / "10.json", kept)

    with pytest.raises(CannotStart, match=said):
        read_manifest(settings, 10)


@pytest.mark.parametrize("said", ["[]", "{}", '{"chainId": 10, "contracts": {"Payments": {}}}'])
def test_a_file_that_is_no_manifest_is_named(tmp_path: Path, said: str) -> None:
    settings = settings_with(tmp_path, chain_deployments=tmp_path)
    (tmp_path / "10.json").write_text(said)

    with pytest.raises(CannotStart, match=r"10\.json is no deployment manifest"):
        read_manifest(settings, 10)


def test_each_chain_is_final_in_its_own_way(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, chain_finality="8453=safe,137=64")

    assert [settings.finality_of(one) for one in (1, 8453, 137)] == ["finalized", "safe", 64]
    with pytest.raises(ValidationError, match="finalized, safe or a number of blocks"):
        settings_with(tmp_path, chain_finality="1=soon")
