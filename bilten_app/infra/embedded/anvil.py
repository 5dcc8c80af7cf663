"""The embedded Ethereum node: anvil from npm, a chain that makes a block for each transaction."""

import http.client
import json
import os
import platform
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bilten_app.infra.chain_settings import LOCAL_CHAIN
from bilten_app.infra.embedded.process import Account, spawn
from bilten_app.infra.embedded.server import LOOPBACK, CannotStart, EmbeddedServer
from bilten_app.infra.settings import PROJECT

CONTRACTS = PROJECT / "contracts"
SLOTS = 32  # of an epoch, as Ethereum has them
# Words that everybody knows, so that a wallet can be filled with them; never for a real chain.
MNEMONIC = "test test test test test test test test test test test junk"
_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def foundry_program(name: str, home: Path = CONTRACTS, machine: str = platform.machine()) -> Path:
    """Return a program of Foundry, like `anvil` or `forge`, that npm brought for this `machine`.

    It is called by its path: the packages' own scripts never run.
    """
    system, packages = platform.system(), home / "node_modules" / "@foundry-rs"
    kind = f"{name}-{system.lower()}-{_MACHINES.get(machine.lower(), machine)}"
    program = packages / kind / "bin" / name
    if program.exists():
        return program
    if not packages.exists():
        raise CannotStart(
            f"No {name} is installed. Run `npm ci --ignore-scripts` in {home},"
            " or `bilten test contracts`, which does."
        )
    raise CannotStart(
        f"Foundry has no {name} for {system} on {machine}. Everything else runs without a chain;"
        " for one, name a node by its address."
    )


class EmbeddedAnvil(EmbeddedServer):
    """A node whose ten accounts own 10,000 coins each and sign without being asked.

    It keeps nothing on the disk. A block is final `2 * slots` blocks later.
    """

    name = "anvil"
    stop_signal = signal.SIGTERM
    ready_within_s = 15

    def __init__(self, data_dir: Path, *, slots: int = SLOTS) -> None:
        super().__init__(data_dir)
        self._program = Path()
        self._slots = slots

    @property
    def dsn(self) -> str:
        """`http://` with the port; it asks for no password, and listens to this machine only."""
        return f"http://{LOOPBACK}:{self._port}"

    def _prepare(self) -> None:
        self._program = foundry_program("anvil")

    def _spawn(self, port: int, log: int) -> subprocess.Popen[bytes]:
        return spawn(
            [
                self._program, "--host", LOOPBACK, "--port", str(port), "--silent",
                "--chain-id", str(LOCAL_CHAIN), "--mnemonic", MNEMONIC,
                "--slots-in-an-epoch", str(self._slots), *self._options(),
            ],
            Account(os.geteuid(), os.getegid()),
            self.stop_signal,
            log=log,
            cwd=self.data_dir,
        )  # fmt: skip

    def _options(self) -> Sequence[str | Path]:
        """What else the node is told."""
        return ()

    def _is_ready(self, process: subprocess.Popen[bytes], port: int) -> bool:
        call = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": []})
        door = http.client.HTTPConnection(LOOPBACK, port, timeout=1)
        try:
            door.request("POST", "/", call, {"Content-Type": "application/json"})
            return hex(LOCAL_CHAIN).encode() in door.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            door.close()
