"""`bilten up`: everything on one port, from nothing, and again in seconds."""

import http.client
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click
from rich.console import Console

from bilten_app.cli.chain import ChainPart, demo_wallets, install_node
from bilten_app.cli.chores import demo_accounts, has_demo, run_chore
from bilten_app.cli.migration import is_current
from bilten_app.cli.scanner import build_scanner
from bilten_app.cli.services import (
    address,
    chain_environment,
    demo_mark,
    embedded_servers,
    environment,
    local_chain,
    with_addresses,
)
from bilten_app.cli.steps import Note, Steps
from bilten_app.cli.supervisor import PythonPart, Supervisor, name_of
from bilten_app.infra.embedded import CannotStart, LocalChain
from bilten_app.infra.manifests import mirrored_chains, require_chains
from bilten_app.infra.settings import Settings, load_settings
from bilten_app.run_web import BuildFailed, build_frontend, is_compiled

_ANSWERS_WITHIN_S = 90.0
_LETS_GO_WITHIN_S = 8.0
_ASK_AGAIN_S = 0.05


class _Asked(BaseException):
    """Ctrl-C or SIGTERM: stop now, in order."""


@click.command()
def up() -> None:
    """Bring everything up on one port; Ctrl-C stops it."""
    console = Console(highlight=False)
    settings = load_settings()
    _require_free(settings, console)
    supervisor = Supervisor(lambda line: console.print(f"[yellow]{line}[/yellow]"))
    chain = local_chain(settings)
    programs = [
        PythonPart("web", "bilten_app.run_web", os.environ),
        PythonPart("worker", "bilten_app.run_worker", os.environ),
        PythonPart("indexer", "chain_indexer", os.environ),
    ]
    if mirrored_chains(settings):
        require_chains(settings)
    elif not chain:
        programs.pop()
    with _stoppable():
        try:
            settings = _bring_up(settings, console, supervisor, programs, chain)
            _announce(settings, console)
            if chain and settings.node_urls:
                _announce_chain(settings, console)
            console.print("\n  Ctrl-C stops it.\n")
            supervisor.watch()
        except _Asked:
            console.print("Stopping …")
        finally:
            _ignore_signals()
            supervisor.stop()
            for program in programs:
                program.stop()
            _unclean(settings).unlink(missing_ok=True)
    console.print("Stopped.")


def _bring_up(
    settings: Settings,
    console: Console,
    supervisor: Supervisor,
    programs: Sequence[PythonPart],
    chain: LocalChain | None,
) -> Settings:
    """Start everything; return the settings with the addresses of what was started."""
    began = time.monotonic()
    steps = Steps(console)
    with steps.watching():
        if is_compiled():
            for program in programs:
                program.load()  # while the servers start
        tools = chain and _Aside(steps, "Chain", lambda note: install_node(settings, note))
        builds = [
            _Aside(steps, "Pages", _build_pages),
            _Aside(steps, "Scanner", lambda note: build_scanner(settings.data_dir, note)),
        ]
        settings = _start_servers(settings, steps, supervisor)
        env = environment(settings)
        if console.is_terminal:
            env.setdefault("BILTEN_LOG_LEVEL", "warning")
        if not is_current(address(settings.database_url)):
            with steps.step("Migrations") as note:
                run_chore("migrate", env, note)
        _seed(settings, steps, env)
        for build in builds:
            build.result()
        if chain and tools:
            settings = _start_chain(ChainPart(settings, chain, steps), tools, console, supervisor)
            env |= chain_environment(settings)
        _unclean(settings).touch()
        _start_programs(settings, steps, supervisor, programs, env)
    console.print(f"Up in {time.monotonic() - began:.1f} s.")
    return settings


def _start_chain(
    part: ChainPart, tools: "_Aside", console: Console, supervisor: Supervisor
) -> Settings:
    """Start the local chain; where that cannot be, say why, and all else goes on."""
    try:
        tools.result()
        part.start()
    except CannotStart as error:
        part.stop()
        console.print(f"[yellow]Without a chain:[/yellow] {error}")
        return part.plain_settings
    supervisor.start(part)
    return part.settings


def _start_programs(
    settings: Settings,
    steps: Steps,
    supervisor: Supervisor,
    programs: Sequence[PythonPart],
    env: dict[str, str],
) -> None:
    with steps.step("Web and worker"):
        for program in programs:
            if program.name == "indexer" and not mirrored_chains(settings):
                program.stop()
                continue
            program.env = env
            supervisor.start(program)
        _wait_for_answer(settings, supervisor)


def _start_servers(settings: Settings, steps: Steps, supervisor: Supervisor) -> Settings:
    servers = embedded_servers(settings)
    for server in servers:
        with steps.step(name_of(server)):
            supervisor.start(server)
    return with_addresses(settings, servers)


def _seed(settings: Settings, steps: Steps, env: dict[str, str]) -> None:
    """Fill the database once; a killed seed is taken up again, since only a whole one is marked."""
    cluster = settings.data_dir / "postgres" / "PG_VERSION"
    born = str(cluster.stat().st_mtime_ns) if cluster.exists() else ""
    mark = demo_mark(settings)
    is_filled = born and mark.exists() and mark.read_text(encoding="ascii") == born
    if is_filled or not (settings.seeds_demo and has_demo()):
        return
    with steps.step("Demo data") as note:
        run_chore("seed", env, note)
    mark.write_text(born, encoding="ascii")


def _build_pages(note: Note) -> None:
    try:
        build_frontend(note)
    except BuildFailed as failure:
        raise CannotStart(f"The pages could not be compiled:\n{failure}") from None


class _Aside:
    """A step that runs while others do."""

    def __init__(self, steps: Steps, title: str, act: Callable[[Note], None]) -> None:
        self._steps, self._title, self._act = steps, title, act
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            with self._steps.step(self._title) as note:
                self._act(note)
        except Exception as error:  # noqa: BLE001 - raised again where it is waited for
            self._error = error

    def result(self) -> None:
        """Wait, and raise what it raised."""
        self._thread.join()
        if self._error:
            raise self._error


def _require_free(settings: Settings, console: Console) -> None:
    """Refuse early, and say what is in the way; a killed `bilten up` gets time to let go."""
    deadline = time.monotonic() + _LETS_GO_WITHIN_S
    while error := _refusal_of(settings.host, settings.port):
        if isinstance(error, PermissionError):
            raise CannotStart(
                f"Only root may listen on port {settings.port}. Set BILTEN_PORT to 1024 or more."
            )
        held = any(server.is_running() for server in embedded_servers(settings))
        if held or not _unclean(settings).exists() or time.monotonic() > deadline:
            raise CannotStart(_why_not_free(settings, error))
        console.print("Waiting for the last run to let go …", end="\r")
        time.sleep(_ASK_AGAIN_S)


def _refusal_of(host: str, port: int) -> OSError | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None


def _unclean(settings: Settings) -> Path:
    """Return the file that is there while our programs run, and stays when we are killed."""
    return settings.data_dir / "up.running"


def _why_not_free(settings: Settings, error: OSError) -> str:
    place = f"{settings.host}:{settings.port}"
    if any(server.is_running() for server in embedded_servers(settings)):
        return f"Bilten already runs in this folder. Open {settings.origin}, or stop it first."
    return (
        f"Bilten cannot listen on {place}: {error.strerror}. Stop what uses the port, or start"
        f" with another: BILTEN_PORT={settings.port + 1} bilten up"
    )


def _wait_for_answer(settings: Settings, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + _ANSWERS_WITHIN_S
    while not _answers(settings):
        supervisor.require_alive()
        if time.monotonic() > deadline:
            raise CannotStart(f"The web process did not answer within {_ANSWERS_WITHIN_S:.0f} s.")
        time.sleep(_ASK_AGAIN_S)


def _answers(settings: Settings) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    door = http.client.HTTPConnection(host, settings.port, timeout=2)
    try:
        door.request("GET", "/ping")
        return door.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        door.close()


def _announce(settings: Settings, console: Console) -> None:
    console.print(f"\n  Bilten is at [bold]{settings.origin}[/bold]\n")
    if settings.seeds_demo:
        for line in demo_accounts():
            console.print(f"  {line}")


def _announce_chain(settings: Settings, console: Console) -> None:
    if settings.seeds_demo:
        console.print()
    for line in demo_wallets(settings):
        console.print(f"  {line}")


@contextmanager
def _stoppable() -> Generator[None]:
    """Let the first signal end the block; it arrives as an exception in the main thread."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        _ignore_signals()
        raise _Asked

    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, ask)
    yield


def _ignore_signals() -> None:
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)
