"""Packages from npm: installed as the lock file says, and only when it changed."""

import hashlib
import subprocess
from pathlib import Path

from bilten_app.cli.steps import Note
from bilten_app.infra.embedded import CannotStart, dies_with_parent
from bilten_app.infra.embedded.node import node_environment, npm
from bilten_app.infra.embedded.process import STOP


def install_packages(folder: Path, data_dir: Path, report: Note, *options: str) -> None:
    """Make `node_modules` of `folder` agree with its lock file."""
    lock = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    installed = folder / "node_modules" / ".bilten-lock"
    if says(installed, lock):
        return
    report("installing packages")
    run_npm(folder, data_dir, "ci", "--no-audit", "--no-fund", *options)
    installed.write_text(lock, encoding="ascii")


def run_npm(folder: Path, data_dir: Path, *arguments: str) -> None:
    """Run npm in `folder`; its words are shown only when it fails."""
    done = subprocess.run(
        npm(*arguments),
        cwd=folder,
        env=node_environment(data_dir / "bin"),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=dies_with_parent(STOP),
    )
    if done.returncode != 0:
        words = (done.stderr.strip() or done.stdout.strip())[-2000:]
        raise CannotStart(f"`npm {' '.join(arguments)}` failed in {folder}:\n{words}")


def says(stamp: Path, text: str) -> bool:
    """Whether the file `stamp` holds `text`."""
    return stamp.exists() and stamp.read_text(encoding="ascii") == text
