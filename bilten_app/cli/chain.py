"""The local chain of `bilten up`: its node, what is on it, and who owns something there."""

import asyncio
from collections.abc import Iterator

import click

from bilten_app.cli.chores import run_chore
from bilten_app.cli.contracts import install_chain
from bilten_app.cli.services import chain_environment, with_chain
from bilten_app.cli.steps import Note, Steps
from bilten_app.infra.chain_settings import LOCAL_CHAIN
from bilten_app.infra.embedded import CannotStart, LocalChain
from bilten_app.infra.embedded.anvil import MNEMONIC, foundry_program
from bilten_app.infra.local_deployment import WALLETS, made_of, set_up
from bilten_app.infra.manifests import manifest_path
from bilten_app.infra.settings import Settings, load_settings
from bilten_app.kit.evm import checksummed

# Packages come within seconds or, where nobody answers, not at all: nobody waits for a chain.
_HASTY = ("--fetch-retries=0", "--fetch-timeout=20000")


@click.command()
def chain() -> None:
    """Put contracts, coins and wallets on the local chain; harmless when they are there."""
    from bilten_app.bootstrap import open_chain

    settings = load_settings()
    if LOCAL_CHAIN not in settings.node_urls:
        raise CannotStart(f"BILTEN_CHAIN_NODES names no node of chain {LOCAL_CHAIN}.")

    async def fill() -> None:
        async with open_chain(settings.node_urls[LOCAL_CHAIN]) as node:
            await set_up(node, settings)

    asyncio.run(fill())


def install_node(settings: Settings, note: Note) -> None:
    """Bring the node's program. Raises CannotStart where there is none to be had."""
    try:
        install_chain(settings.data_dir, note, *_HASTY)
    except CannotStart as error:
        faults = [line for line in str(error).splitlines() if line.startswith("npm error")]
        said = faults[0] if faults else str(error)
        raise CannotStart(f"npm did not bring its node ({said}).") from None
    foundry_program("anvil")


class ChainPart:
    """The chain as one of what `bilten up` keeps running: whenever it begins anew, it is filled."""

    name = "chain"

    def __init__(self, settings: Settings, server: LocalChain, steps: Steps) -> None:
        self.plain_settings = settings
        self._server = server
        self._steps = steps

    @property
    def settings(self) -> Settings:
        """The settings with this chain."""
        return with_chain(self.plain_settings, self._server.dsn)

    def start(self) -> None:
        """Start the node, and fill the chain unless it is as it should be."""
        if not self._server.is_running():
            self._server.start()
        mark = self.plain_settings.data_dir / "chain.done"
        is_known = manifest_path(self.plain_settings, LOCAL_CHAIN).exists() and mark.exists()
        if is_known and mark.read_text(encoding="ascii") == self._whole:
            return
        with self._steps.step("Contracts") as note, self._server.hurrying():
            run_chore("chain", chain_environment(self.settings), note)
        self._server.keep()
        mark.write_text(self._whole, encoding="ascii")

    def stop(self) -> None:
        """Stop the node."""
        self._server.stop()

    def is_running(self) -> bool:
        """Whether it runs."""
        return self._server.is_running()

    @property
    def _whole(self) -> str:
        """What the mark says of this chain when all that belongs there is there."""
        return f"{self._server.first_block} {made_of(self.plain_settings)}"


def demo_wallets(settings: Settings) -> Iterator[str]:
    """Yield what somebody needs to try the chain with a wallet of their own."""
    yield f"{'Local chain':<12} {settings.node_urls[LOCAL_CHAIN]}  chain id {LOCAL_CHAIN}"
    for number, wallet in enumerate(WALLETS, 1):
        yield f"{f'Wallet {number}':<12} {checksummed(wallet)}  10,000 USDC and USDT"
    yield f"{'Words':<12} {MNEMONIC}"
