"""A local chain that is there again after any end of its node (docs/adr/0029).

anvil keeps its blocks in memory. So a thread beside it makes them, one at a time, and none before
the one before it is on the disk: whatever is followed by a block is never lost.
"""

import contextlib
import gzip
import http.client
import json
import os
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bilten_app.infra.embedded.anvil import EmbeddedAnvil
from bilten_app.infra.embedded.server import LOOPBACK, CannotStart

FINAL_AFTER = 1
"""How many blocks make one final here: it is on the disk by then."""
BLOCK_S = 0.5
_PATIENCE_S = 30
_AWAY = (OSError, http.client.HTTPException, ValueError)


class LocalChain(EmbeddedAnvil):
    """One node, its blocks in `chain.json`, and the thread that makes and keeps them.

    Nothing is made while nobody sends anything; what was sent is followed by one empty block.
    """

    def __init__(self, data_dir: Path) -> None:
        super().__init__(data_dir)
        self._state = data_dir / "chain.json"
        self._end = threading.Event()
        self._keeper: threading.Thread | None = None
        self._keeping = threading.Lock()
        self._kept = ""

    def start(self) -> None:
        """Start where the kept blocks end; with none that can be read, begin a new chain."""
        try:
            super().start()
        except CannotStart:
            if not self._is_refused():
                raise
            self._state.replace(self._state.with_suffix(".broken"))
            super().start()
        self._end.clear()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def stop(self) -> None:
        """Keep the last block, and stop."""
        self._end.set()
        if self._keeper:
            self._keeper.join()
            self._keeper = None
        super().stop()

    @property
    def first_block(self) -> str:
        """What tells this chain from one that was begun anew; empty before the first block.

        A node that starts makes a block zero of its own, whatever it was told to load.
        """
        found = self._ask("eth_getBlockByNumber", "0x1", _WITHOUT_CONTENT)
        return found["hash"] if found else ""

    @contextmanager
    def hurrying(self) -> Generator[None]:
        """Make a block of each transaction at once, for a program that waits for each."""
        self._ask("evm_setAutomine", _YES)
        try:
            yield
        finally:
            self._ask("evm_setAutomine", _NO)

    def keep(self) -> None:
        """Put all blocks on the disk; a reader finds the old ones or the new ones, whole."""
        with self._keeping:
            self._keep_now()

    def _keep_now(self) -> None:
        head = self._ask("eth_getBlockByNumber", "latest", _WITHOUT_CONTENT)["hash"]
        if head == self._kept:
            return
        state = gzip.decompress(bytes.fromhex(self._ask("anvil_dumpState")[2:]))
        draft = self._state.with_suffix(".new")
        with draft.open("wb") as file:
            file.write(state)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._state)
        self._kept = head

    def _options(self) -> Sequence[str | Path]:
        kept = ["--load-state", self._state] if self._state.exists() else []
        return ["--no-mining", *kept]

    def _is_refused(self) -> bool:
        """Whether it was for its blocks that the node did not start."""
        said = self._path("log").read_text(encoding="utf-8", errors="replace")
        return self._state.exists() and "--load-state" in said

    def _keep(self) -> None:
        """Make blocks until the end; a node that is away is its starter's affair."""
        while not self._end.wait(BLOCK_S):
            with contextlib.suppress(*_AWAY):
                self._step()
        with contextlib.suppress(*_AWAY):
            self.keep()

    def _step(self) -> None:
        self.keep()
        head = self._ask("eth_getBlockByNumber", "latest", _WITHOUT_CONTENT)
        if head["transactions"] or int(self._ask("txpool_status")["pending"], 16):
            self._ask("evm_mine")
            self.keep()

    def _ask(self, method: str, *params: object) -> Any:
        call = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
        door = http.client.HTTPConnection(LOOPBACK, self._port, timeout=_PATIENCE_S)
        try:
            door.request("POST", "/", call, {"Content-Type": "application/json"})
            told = json.loads(door.getresponse().read())
        finally:
            door.close()
        if "result" not in told:
            raise ValueError(told.get("error"))
        return told["result"]


_WITHOUT_CONTENT = False
_YES, _NO = True, False
