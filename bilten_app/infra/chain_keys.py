"""The keys that sign for us on chains: those that were named, or the local chain's own."""

from collections.abc import Mapping
from dataclasses import dataclass

from bilten_app.infra.chain_settings import LOCAL_CHAIN
from bilten_app.infra.settings import Settings
from bilten_app.infra.vault import Vault
from bilten_app.kit.evm import Key


@dataclass(frozen=True, slots=True)
class ChainKeys:
    """The issuer's and the relayer's."""

    issuer: Key
    relayer: Key


def chain_keys(settings: Settings) -> Mapping[int, ChainKeys]:
    """Return the keys of each chain that has a node and keys."""
    named = _named(settings)
    if named:
        return dict.fromkeys(settings.node_urls, named)
    if LOCAL_CHAIN in settings.node_urls and settings.environment == "dev":
        return {LOCAL_CHAIN: local_keys(settings)}
    return {}


def local_keys(settings: Settings) -> ChainKeys:
    """Return the keys of the local chain, made of the master key unless others were named."""
    vault = Vault(settings.vault_key())
    return _named(settings) or ChainKeys(
        Key(vault.derive("chain.issuer", b"key")), Key(vault.derive("chain.relayer", b"key"))
    )


def _named(settings: Settings) -> ChainKeys | None:
    issuer, relayer = settings.chain_issuer_key, settings.chain_relayer_key
    if issuer is None or relayer is None:
        return None
    return ChainKeys(
        Key.written(issuer.get_secret_value()), Key.written(relayer.get_secret_value())
    )
