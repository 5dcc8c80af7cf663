"""Keep the parts of `bilten up` running: restart what crashes, stop all in order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import IO, Protocol, cast

from bilten_app.infra.embedded import CannotStart, dies_with_parent
from bilten_app.infra.embedded.process import STOP
from bilten_app.infra.embedded.server import EmbeddedServer
from bilten_app.infra.settings import PROJECT
from bilten_app.infra.told import FLAG, telling

_TICK_S = 0.2
_STOP_WITHIN_S = 8.0
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 30.0
_STEADY_S = 60.0  # whoever lived this long is forgiven its earlier crashes


class Part(Protocol):
    """Something that runs beside us."""

    name: str

    def start(self) -> None:
        """Start it."""

    def stop(self) -> None:
        """Stop it and wait; harmless when it does not run."""

    def is_running(self) -> bool:
        """Whether it runs."""
        ...


class PythonPart:
    """One of our own programs, `python -m <module>`, in a session of its own.

    `env` is told to it when it starts, and may be filled in until then.
    """

    def __init__(self, name: str, module: str, env: Mapping[str, str]) -> None:
        self.name = name
        self.env = env
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None

    def load(self) -> None:
        """Let it load its code, and wait for its start. It ends when we do, however we end."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", self._module, FLAG],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for us; we stop what we started in order
            preexec_fn=dies_with_parent(STOP),  # noqa: PLW1509 - calls only prctl, takes no lock
        )

    def start(self) -> None:
        """Start it."""
        if not self.is_running():
            self.load()
        process = cast("subprocess.Popen[bytes]", self._process)
        with suppress(BrokenPipeError), cast("IO[bytes]", process.stdin) as mouth:
            mouth.write(telling(self.env))

    def ask_to_stop(self) -> None:
        """Ask, and do not wait."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(STOP)

    def stop(self) -> None:
        """Ask, wait, and end by force what is left of it."""
        if self._process is None:
            return
        self.ask_to_stop()
        try:
            self._process.wait(_STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            pass
        finally:
            _end_session(self._process.pid)
            self._process.wait()
        self._process = None

    def is_running(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def wait(self) -> int:
        """Wait until it ends by itself, and return its exit code."""
        return self._process.wait() if self._process else 0


class Supervisor:
    """The parts in the order they were started."""

    def __init__(
        self, tell: Callable[[str], None], now: Callable[[], float] = time.monotonic
    ) -> None:
        self._tell = tell
        self._now = now
        self._parts: list[_Watched] = []

    def start(self, part: Part) -> None:
        """Start `part` and answer for it from now on."""
        self._parts.append(_Watched(part, self._now()))
        part.start()

    def require_alive(self) -> None:
        """Raise CannotStart when a part has ended already."""
        for watched in self._parts:
            if not watched.part.is_running():
                raise CannotStart(
                    f"The {watched.part.name} process ended at once; its last words are above."
                )

    def watch(self) -> None:
        """Restart whatever crashes, for ever."""
        while True:
            self.tend()
            time.sleep(_TICK_S)

    def tend(self) -> None:
        """Look at each part once."""
        for watched in self._parts:
            watched.tend(self._tell, self._now())

    def stop(self) -> None:
        """Stop all: our programs at the same time, then the servers they use."""
        parts = [watched.part for watched in reversed(self._parts)]
        for part in parts:
            if isinstance(part, PythonPart):
                part.ask_to_stop()
        for part in parts:
            part.stop()


class _Watched:
    """A part and its history of crashes."""

    def __init__(self, part: Part, now: float) -> None:
        self.part = part
        self._since = now
        self._crashes = 0
        self._again_at: float | None = None

    def tend(self, tell: Callable[[str], None], now: float) -> None:
        """Start it again when it has crashed and its pause is over."""
        if self.part.is_running():
            return
        if self._again_at is None:
            if now - self._since > _STEADY_S:
                self._crashes = 0
            pause = min(_FIRST_PAUSE_S * 2**self._crashes, _LONGEST_PAUSE_S)
            self._crashes += 1
            self._again_at = now + pause
            tell(f"The {self.part.name} process ended; it starts again in {pause:.1f} s.")
        elif now >= self._again_at:
            self._again_at, self._since = None, now
            self.part.stop()
            self._start_again(tell)

    def _start_again(self, tell: Callable[[str], None]) -> None:
        try:
            self.part.start()
        except CannotStart as error:
            tell(str(error))


def _end_session(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def name_of(server: EmbeddedServer) -> str:
    """Return what people call the server."""
    return {"postgres": "Database", "valkey": "Cache"}[server.name]
