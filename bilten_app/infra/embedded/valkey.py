"""The embedded Valkey: cache, limits and page state; nothing in it must outlive a restart."""

import signal
import socket
import subprocess
from pathlib import Path

from bilten_app.infra.embedded.process import Account, spawn
from bilten_app.infra.embedded.programs import valkey_server
from bilten_app.infra.embedded.server import LOOPBACK, EmbeddedServer

_CONFIG = """save ""
appendonly no
maxmemory 512mb
maxmemory-policy volatile-lru
"""


class EmbeddedValkey(EmbeddedServer):
    """A Valkey without a disk."""

    name = "valkey"
    stop_signal = signal.SIGTERM
    ready_within_s = 10

    def __init__(self, data_dir: Path) -> None:
        super().__init__(data_dir)
        self._account = Account.for_data(data_dir)
        self._program = Path()

    @property
    def dsn(self) -> str:
        """`redis://` with the password and database 0."""
        return f"redis://:{self._secret}@{LOOPBACK}:{self._port}/0"

    def _prepare(self) -> None:
        self._account = Account.for_data(self.data_dir)
        self._program = valkey_server(self._account)

    def _spawn(self, port: int, log: int) -> subprocess.Popen[bytes]:
        said = f"bind {LOOPBACK}\nport {port}\nrequirepass {self._secret}\n{_CONFIG}"
        return spawn(
            [self._program, "-"],
            self._account,
            self.stop_signal,
            log=log,
            cwd=Path("/"),
            said=said.encode(),
        )

    def _is_ready(self, process: subprocess.Popen[bytes], port: int) -> bool:
        try:
            with socket.create_connection((LOOPBACK, port), timeout=1) as door:
                door.sendall(f"AUTH {self._secret}\r\nPING\r\n".encode())
                return b"+PONG" in door.recv(64)
        except OSError:
            return False
