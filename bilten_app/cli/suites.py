"""`bilten test`: every suite, none of them silently less than whole."""

import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

import click
from rich.console import Console
from rich.table import Table

from bilten_app.cli.browser import require_browser
from bilten_app.cli.build import build_all
from bilten_app.cli.contracts import check_contracts, install_chain
from bilten_app.cli.packages import install_packages
from bilten_app.cli.scanner import SCANNER
from bilten_app.cli.steps import Note, Steps
from bilten_app.infra.embedded import CannotStart
from bilten_app.infra.embedded.node import node_environment, npm
from bilten_app.infra.settings import PROJECT, load_settings

# Two suites at once: those that start sites wait for them half of the time, and others can work.
_LANES = 2
# Processes that share a suite; each has a database server of its own.
_SIDE_BY_SIDE = ("-n", "auto", "--maxprocesses", "8", "--dist", "worksteal")
# Two sites at once: each waits for its browser or for answers half of the time. On each the files
# follow one another as ever: what one leaves behind is there for those after it only.
_ON_TWO_SITES = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
_MOSTLY_WAITING = ("-n", "3", "--dist", "worksteal")
_SKIPPED = re.compile(r'<testsuite [^>]*?skipped="(\d+)"')

# Packages and pages are made by one suite at a time: the other may need the same.
_PREPARING = threading.Lock()

# Where a suite's words go: into a file when another suite speaks, too.
type _Words = IO[str]


class _Failed(Exception):
    """A suite failed; the message says how in a few words."""


@dataclass(frozen=True, slots=True)
class _Suite:
    """What runs, given pytest's options, and what must be there before."""

    run: Callable[[Sequence[str], _Words], None]
    needs: tuple[Callable[[Note], None], ...] = ()


@dataclass(frozen=True, slots=True)
class _Outcome:
    suite: str
    seconds: float
    failure: str


@click.command()
@click.argument("names", nargs=-1, metavar="[SUITE]…")
@click.option("-k", "only", help="Only the Python tests whose names match.")
def test(names: tuple[str, ...], only: str | None) -> None:
    """Run every suite, or some; what one of several says is shown when it is over.

    They are: unit integration killed e2e security contracts ports architecture scanner.
    """
    wrong = set(names) - set(_SUITES)
    if wrong:
        raise click.BadParameter(f"no suite is called {', '.join(sorted(wrong))}")
    more = ["-k", only] if only else []
    if len(names) == 1:
        outcomes = [_run(names[0], more, sys.stdout)]
    else:
        outcomes = _run_beside(names or tuple(_SUITES), more)
    _conclude(outcomes)
    sys.exit(any(outcome.failure for outcome in outcomes))


def _run_beside(names: Sequence[str], more: Sequence[str]) -> list[_Outcome]:
    """Run suites in lanes, telling from time to time which ones run."""
    console = Console(highlight=False)
    steps = Steps(console)

    def run(name: str) -> _Outcome:
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as words:
            with steps.step(name):
                outcome = _run(name, more, words)
            words.seek(0)
            console.out(f"\n=== {name}\n{words.read()}", highlight=False)
            return outcome

    with steps.watching(), ThreadPoolExecutor(_LANES) as lanes:
        return list(lanes.map(run, names))


def _run(name: str, more: Sequence[str], words: _Words) -> _Outcome:
    began = time.monotonic()
    failure = ""
    suite = _SUITES[name]
    try:
        with _PREPARING:
            for need in suite.needs:
                need(partial(print, file=words, flush=True))
        suite.run(more, words)
    except (_Failed, CannotStart) as error:
        failure = str(error)
        print(failure, file=words, flush=True)
    return _Outcome(name, time.monotonic() - began, failure)


def _conclude(outcomes: Sequence[_Outcome]) -> None:
    table = Table("Suite", "Time", "Result", box=None)
    for outcome in outcomes:
        result = f"[red]{outcome.failure.splitlines()[0]}" if outcome.failure else "[green]passed"
        table.add_row(outcome.suite, f"{outcome.seconds:.0f} s", result)
    print()
    Console(highlight=False).print(table)


def _pytest(folder: str, more: Sequence[str], words: _Words, how: Sequence[str] = ()) -> None:
    """Run one folder of tests; a skipped test is a failure, for it proves nothing."""
    with tempfile.TemporaryDirectory(prefix="bilten-test-") as place:
        report = Path(place) / "report.xml"
        command = [sys.executable, "-m", "pytest", f"tests/{folder}", f"--junit-xml={report}"]
        done = subprocess.run(
            [*command, *how, *more],
            cwd=PROJECT,
            check=False,
            stdout=words,
            stderr=subprocess.STDOUT,
        )
        text = report.read_text(encoding="utf-8") if report.exists() else ""
    if not text:
        raise _Failed("pytest did not run; `uv sync` installs it with the dev group")
    if done.returncode != 0:
        raise _Failed("failed")
    if skipped := sum(map(int, _SKIPPED.findall(text))):
        raise _Failed(f"{skipped} tests were skipped")


def _scanner(_more: Sequence[str], words: _Words) -> None:
    done = subprocess.run(
        npm("test"),
        cwd=SCANNER,
        env=node_environment(load_settings().data_dir / "bin"),
        check=False,
        stdout=words,
        stderr=subprocess.STDOUT,
    )
    if done.returncode != 0:
        raise _Failed("failed")


def _contracts(more: Sequence[str], words: _Words) -> None:
    if fault := check_contracts(load_settings().data_dir, words):
        raise _Failed(fault)
    _pytest("contracts", more, words)


def _have_chain(report: Note) -> None:
    install_chain(load_settings().data_dir, report)


def _have_scanner(report: Note) -> None:
    install_packages(SCANNER, load_settings().data_dir, report)


def _have_browser(_report: Note) -> None:
    require_browser()


_SUITES: dict[str, _Suite] = {
    "unit": _Suite(partial(_pytest, "unit", how=_SIDE_BY_SIDE)),
    "integration": _Suite(partial(_pytest, "integration", how=_SIDE_BY_SIDE), (_have_chain,)),
    "killed": _Suite(partial(_pytest, "killed", how=_MOSTLY_WAITING), (build_all,)),
    "e2e": _Suite(partial(_pytest, "e2e", how=_ON_TWO_SITES), (_have_browser, build_all)),
    "security": _Suite(partial(_pytest, "security", how=_ON_TWO_SITES), (build_all,)),
    "contracts": _Suite(_contracts, (_have_chain,)),
    "ports": _Suite(partial(_pytest, "ports", how=_SIDE_BY_SIDE)),
    "architecture": _Suite(partial(_pytest, "architecture")),
    "scanner": _Suite(_scanner, (_have_scanner,)),
}
