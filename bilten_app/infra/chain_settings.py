"""Which chains there are, and whom to ask about each."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings

LOCAL_CHAIN = 31337  # what development nodes call theirs
NONE = "none"
# What a node itself calls final, or safe; else so many blocks below the head.
TAGS = ("finalized", "safe")


class ChainSettings(BaseSettings):
    """Chains of wallets; one that is a contract is known only where we have a node."""

    chains: str = Field(
        default="1=Ethereum,10=OP Mainnet,137=Polygon,8453=Base,42161=Arbitrum One",
        description="Chains whose wallets may sign in, `id=name,…`; `none` closes that door.",
    )
    chain: Literal["local", "off"] = Field(
        default="local",
        description="`bilten up` brings a chain of its own, unless it is `off`, nodes are named, or"
        " in `prod`.",
    )
    chain_nodes: SecretStr | None = Field(
        default=None,
        description="Nodes of chains, `id=https://…` parted by spaces: for contract wallets, and to"
        " mirror our contracts.",
    )
    chain_witnesses: SecretStr | None = Field(
        default=None,
        description="Second nodes, written likewise: only what both call final is believed.",
    )
    chain_deployments: Path | None = Field(
        default=None,
        description="Folder of deployment manifests, `<chain id>.json`; in the data folder when"
        " empty.",
    )
    chain_finality: str = Field(
        default="",
        description="When a block is final, `id=finalized`, `safe` or a number of blocks, parted by"
        " commas; `finalized` when empty.",
    )
    chain_poll_ms: int = Field(
        default=1_000, ge=10, le=60_000, description="How often each node is asked what is new."
    )

    chain_issuer_key: SecretStr | None = Field(
        default=None,
        description="Private key `0x…` that signs vouchers, gifts and quotes; the local chain makes"
        " its own.",
    )
    chain_relayer_key: SecretStr | None = Field(
        default=None,
        description="Private key `0x…` of the account that sends and pays our transactions;"
        " likewise.",
    )

    @field_validator("chains")
    @classmethod
    def _are_chains(cls, text: str) -> str:
        if text != NONE:
            _by_id(text.split(","))
        return text

    @field_validator("chain_nodes", "chain_witnesses")
    @classmethod
    def _are_nodes(cls, text: SecretStr | None) -> SecretStr | None:
        if text and not all(
            url.startswith(("https://", "http://"))
            for url in _by_id(text.get_secret_value().split()).values()
        ):
            raise ValueError("addresses that start with https:// are needed")
        return text

    @field_validator("chain_issuer_key", "chain_relayer_key")
    @classmethod
    def _is_private_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key:
            from bilten_app.kit.evm import Key  # noqa: PLC0415 - who names none need not load it

            Key.written(key.get_secret_value())
        return key

    @model_validator(mode="after")
    def _sign_apart(self) -> Self:
        """Take no key for both: who sends is on a machine that is asked by everybody."""
        issuer, relayer = self.chain_issuer_key, self.chain_relayer_key
        if (issuer is None) != (relayer is None):
            raise ValueError("BILTEN_CHAIN_ISSUER_KEY and BILTEN_CHAIN_RELAYER_KEY go together")
        if issuer is not None and issuer == relayer:
            raise ValueError("BILTEN_CHAIN_ISSUER_KEY and BILTEN_CHAIN_RELAYER_KEY must differ")
        return self

    @field_validator("chain_finality")
    @classmethod
    def _are_policies(cls, text: str) -> str:
        if not all(one in TAGS or one.isdecimal() for one in _by_id(_listed(text)).values()):
            raise ValueError("finalized, safe or a number of blocks is needed for each chain")
        return text

    @property
    def chain_names(self) -> Mapping[int, str]:
        """What each chain is called, by its id; none where wallets do not sign in."""
        return {} if self.chains == NONE else _by_id(self.chains.split(","))

    @property
    def node_urls(self) -> Mapping[int, str]:
        """The node of each chain that has one."""
        return self._known(self.chain_nodes)

    @property
    def witness_urls(self) -> Mapping[int, str]:
        """The second node of each chain that has one."""
        return self._known(self.chain_witnesses)

    def finality_of(self, chain_id: int) -> str | int:
        """Return what makes a block final: a word that nodes know, or so many blocks on it."""
        told = _by_id(_listed(self.chain_finality)).get(chain_id, TAGS[0])
        return int(told) if told.isdecimal() else told

    @property
    def asks_nodes_openly(self) -> bool:
        """Whether a node is asked without TLS."""
        urls = (*self.node_urls.values(), *self.witness_urls.values())
        return any(url.startswith("http://") for url in urls)

    def _known(self, secret: SecretStr | None) -> Mapping[int, str]:
        told = secret.get_secret_value() if secret else ""
        return {one: url for one, url in _by_id(told.split()).items() if one in self.chain_names}


def _listed(text: str) -> list[str]:
    return [one for one in text.split(",") if one.strip()]


def _by_id(pairs: list[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for pair in pairs:
        number, _, said = pair.partition("=")
        if not (number.strip().isdecimal() and int(number) and said.strip()):
            raise ValueError("pairs of a chain's id and what it is called are needed: 1=Ethereum")
        found[int(number)] = said.strip()
    return found
