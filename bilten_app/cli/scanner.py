"""The scanner's build: only when its sources changed."""

import hashlib
import subprocess
from pathlib import Path

from bilten_app.cli.steps import Note
from bilten_app.infra.embedded import CannotStart, dies_with_parent
from bilten_app.infra.embedded.node import node_environment, npm
from bilten_app.infra.embedded.process import STOP
from bilten_app.infra.settings import PROJECT

SCANNER = PROJECT / "scanner"
_INSTALLED = SCANNER / "node_modules" / ".bilten-lock"
_BUILT = SCANNER / "dist" / ".bilten-sources"
_NOT_SOURCES = {"node_modules", "dist", "test"}


def build_scanner(data_dir: Path, report: Note) -> None:
    """Make `scanner/dist` agree with its sources."""
    sources = _sources_hash()
    if _says(_BUILT, sources):
        return
    install_packages(data_dir, report)
    report("building")
    run_npm(data_dir, "run", "build")
    _BUILT.write_text(sources, encoding="ascii")


def install_packages(data_dir: Path, report: Note) -> None:
    """Make `scanner/node_modules` agree with the lock file."""
    lock = hashlib.sha256((SCANNER / "package-lock.json").read_bytes()).hexdigest()
    if _says(_INSTALLED, lock):
        return
    report("installing packages")
    run_npm(data_dir, "ci", "--no-audit", "--no-fund")
    _INSTALLED.write_text(lock, encoding="ascii")


def run_npm(data_dir: Path, *arguments: str) -> None:
    """Run npm in the scanner's folder; its words are shown only when it fails."""
    done = subprocess.run(
        npm(*arguments),
        cwd=SCANNER,
        env=node_environment(data_dir / "bin"),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=dies_with_parent(STOP),
    )
    if done.returncode != 0:
        words = (done.stderr.strip() or done.stdout.strip())[-2000:]
        raise CannotStart(f"`npm {' '.join(arguments)}` failed in {SCANNER}:\n{words}")


def _sources_hash() -> str:
    digest = hashlib.sha256()
    for path in sorted(SCANNER.rglob("*")):
        inside = path.relative_to(SCANNER)
        if inside.parts[0] not in _NOT_SOURCES and path.is_file():
            digest.update(f"{inside}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _says(stamp: Path, text: str) -> bool:
    return stamp.exists() and stamp.read_text(encoding="ascii") == text
