"""What the embedded servers share: one starter, a port, a password, a log, a clean end."""

import errno
import fcntl
import os
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from bilten_app.infra.secret_file import kept_secret

LOOPBACK = "127.0.0.1"
_FREE_BYTES_NEEDED = 300 * 1024 * 1024
_PORT_ATTEMPTS = 3
_POLL_S = 0.005


class CannotStart(Exception):
    """A server cannot start; the message is one sentence that says what to do."""


class AlreadyRunning(CannotStart):
    """Another process has the data folder."""


class EmbeddedServer(ABC):
    """A server in a data folder, from start to stop, by one process at a time."""

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]
    ready_within_s: ClassVar[float] = 60
    gone_within_s: ClassVar[float] = 10

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None

    @property
    @abstractmethod
    def dsn(self) -> str:
        """The address with its password, once the server has been started."""

    def start(self) -> None:
        """Start and wait until ready. Call it from a thread that outlives the server."""
        with _plain_words(self.data_dir):
            self.data_dir.mkdir(parents=True, exist_ok=True)
            self._take_lock()
            try:
                self._require_space()
                self._prepare()
                self._launch()
            except BaseException:
                self.stop()
                raise

    def stop(self) -> None:
        """Stop cleanly and wait; harmless when it is not running."""
        if self._process:
            self._process.send_signal(self.stop_signal)
            try:
                self._process.wait(self.gone_within_s)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def is_running(self) -> bool:
        """Whether this or another process holds the server."""
        if self._process:
            return self._process.poll() is None
        try:
            lock = os.open(self._path("lock"), os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return self._path("port").exists()
        else:
            return False
        finally:
            os.close(lock)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @abstractmethod
    def _prepare(self) -> None:
        """Make what the first start needs and end what a killed starter left behind."""

    @abstractmethod
    def _spawn(self, port: int, log: int) -> subprocess.Popen[bytes]:
        """Start the program on `port`."""

    @abstractmethod
    def _is_ready(self, process: subprocess.Popen[bytes], port: int) -> bool:
        """Whether it answers."""

    @property
    def _port(self) -> int:
        try:
            return int(self._path("port").read_text(encoding="ascii"))
        except FileNotFoundError:
            raise CannotStart(f"The embedded {self.name} has not been started.") from None

    @property
    def _secret(self) -> str:
        return kept_secret(self._path("secret"))

    def _path(self, suffix: str) -> Path:
        return self.data_dir / f"{self.name}.{suffix}"

    def _take_lock(self) -> None:
        lock = os.open(self._path("lock"), os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise AlreadyRunning(
                f"Another process already runs the {self.name} of {self.data_dir}."
                " Stop it first, or set BILTEN_DATA_DIR to another folder."
            ) from None
        self._lock = lock

    def _require_space(self) -> None:
        disk = os.statvfs(self.data_dir)
        if disk.f_bavail * disk.f_frsize < _FREE_BYTES_NEEDED:
            raise OSError(errno.ENOSPC, "disk full")

    def _launch(self) -> None:
        for _ in range(_PORT_ATTEMPTS):
            port = self._choose_port()
            self._path("port").write_text(f"{port}\n", encoding="ascii")
            log = os.open(self._path("log"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                self._process = self._spawn(port, log)
            finally:
                os.close(log)
            if self._wait_until_ready(self._process, port):
                return
            self._process = None
            if _is_free(port):
                break  # so the port was not the matter
        raise CannotStart(self._why_not())

    def _choose_port(self) -> int:
        """The port of last time if it is free, so that tools can keep an address."""
        try:
            if _is_free(port := self._port):
                return port
        except (CannotStart, ValueError):
            pass
        with socket.socket() as probe:
            probe.bind((LOOPBACK, 0))
            return int(probe.getsockname()[1])

    def _wait_until_ready(self, process: subprocess.Popen[bytes], port: int) -> bool:
        deadline = time.monotonic() + self.ready_within_s
        while process.poll() is None and time.monotonic() < deadline:
            if self._is_ready(process, port):
                return True
            time.sleep(_POLL_S)
        if process.poll() is None:
            process.kill()
            process.wait()
        return False

    def _why_not(self) -> str:
        log = self._path("log").read_text(encoding="utf-8", errors="replace")
        return why_not(self.name, log, self.data_dir, f"Its log is {self._path('log')}.")


def why_not(name: str, said: str, data_dir: Path, more: str = "") -> str:
    """One sentence about a program that ended with `said`."""
    if "No space left on device" in said:
        return no_space(data_dir)
    lines = [line for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "rror" in line] or lines
    last = telling[-1].strip() if telling else "it said nothing"
    return f"The embedded {name} did not start: {last}. {more}".strip()


def no_space(data_dir: Path) -> str:
    """What to do about a full disk."""
    return (
        f"The disk of {data_dir} is full. Free some space,"
        " or set BILTEN_DATA_DIR to a folder on another disk."
    )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


@contextmanager
def _plain_words(data_dir: Path) -> Generator[None]:
    """Turn what the operating system refuses into a sentence."""
    try:
        yield
    except PermissionError as error:
        raise CannotStart(
            f"No permission to write {error.filename or data_dir}. Start as the account that owns"
            " it, or set BILTEN_DATA_DIR to a folder you may write."
        ) from None
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise CannotStart(no_space(data_dir)) from None
        if error.errno == errno.EROFS:
            raise CannotStart(
                f"{data_dir} is on a read-only disk. Set BILTEN_DATA_DIR to another folder."
            ) from None
        raise
