"""Progress that a person can watch: what runs now, for how long, and what is done."""

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.status import Status

_PAINT_EVERY_S = 0.2
_SPEAK_EVERY_S = 10.0

type Note = Callable[[str], None]


@dataclass(slots=True)
class _Running:
    title: str
    since: float = field(default_factory=time.monotonic)
    note: str = ""

    def __str__(self) -> str:
        return f"{self.title} {time.monotonic() - self.since:.0f} s {self.note}".rstrip()


class Steps:
    """Steps that may run side by side; a terminal sees them move, a log hears of them at times."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._running: list[_Running] = []
        self._over = threading.Event()

    @contextmanager
    def watching(self) -> Generator[None]:
        """Paint what runs until the block ends."""
        if not self._console.is_terminal:
            painter = threading.Thread(target=self._speak, daemon=True)
            painter.start()
            yield from self._until_over(painter)
            return
        with self._console.status("") as status:
            painter = threading.Thread(target=self._paint, args=(status,), daemon=True)
            painter.start()
            yield from self._until_over(painter)

    @contextmanager
    def step(self, title: str) -> Generator[Note]:
        """Time one step; the block gets a function that says what it is at."""
        step = _Running(title)
        self._running.append(step)
        try:
            yield lambda text: setattr(step, "note", text)
        except Exception:
            self._console.print(f"[red]✗[/red] {title}")
            raise
        finally:
            self._running.remove(step)
        self._console.print(f"[green]✓[/green] {title} [dim]{time.monotonic() - step.since:.1f} s")

    def _until_over(self, painter: threading.Thread) -> Generator[None]:
        try:
            yield
        finally:
            self._over.set()
            painter.join()

    def _paint(self, status: Status) -> None:
        while not self._over.wait(_PAINT_EVERY_S):
            status.update(" · ".join(map(str, list(self._running))))

    def _speak(self) -> None:
        while not self._over.wait(_SPEAK_EVERY_S):
            for step in list(self._running):
                self._console.print(f"… {step}")
