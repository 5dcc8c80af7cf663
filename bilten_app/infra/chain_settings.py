"""Which chains there are, and whom to ask about each."""

from collections.abc import Mapping

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

NONE = "none"


class ChainSettings(BaseSettings):
    """Chains of wallets; one that is a contract is known only where we have a node."""

    chains: str = Field(
        default="1=Ethereum,10=OP Mainnet,137=Polygon,8453=Base,42161=Arbitrum One",
        description="Chains whose wallets may sign in, `id=name,…`; `none` closes that door.",
    )
    chain_nodes: SecretStr | None = Field(
        default=None,
        description="Nodes of chains, `id=https://…` parted by spaces, for contract wallets.",
    )

    @field_validator("chains")
    @classmethod
    def _are_chains(cls, text: str) -> str:
        if text != NONE:
            _by_id(text.split(","))
        return text

    @field_validator("chain_nodes")
    @classmethod
    def _are_nodes(cls, text: SecretStr | None) -> SecretStr | None:
        if text and not all(
            url.startswith(("https://", "http://"))
            for url in _by_id(text.get_secret_value().split()).values()
        ):
            raise ValueError("addresses that start with https:// are needed")
        return text

    @property
    def chain_names(self) -> Mapping[int, str]:
        """What each chain is called, by its id; none where wallets do not sign in."""
        return {} if self.chains == NONE else _by_id(self.chains.split(","))

    @property
    def node_urls(self) -> Mapping[int, str]:
        """The node of each chain that has one."""
        told = self.chain_nodes.get_secret_value() if self.chain_nodes else ""
        return {one: url for one, url in _by_id(told.split()).items() if one in self.chain_names}

    @property
    def asks_nodes_openly(self) -> bool:
        """Whether a node is asked without TLS."""
        return any(url.startswith("http://") for url in self.node_urls.values())


def _by_id(pairs: list[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for pair in pairs:
        number, _, said = pair.partition("=")
        if not (number.strip().isdecimal() and int(number) and said.strip()):
            raise ValueError("pairs of a chain's id and what it is called are needed: 1=Ethereum")
        found[int(number)] = said.strip()
    return found
