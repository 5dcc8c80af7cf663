"""`bilten test`: every suite, none of them silently less than whole."""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bilten_app.cli.browser import require_browser
from bilten_app.cli.contracts import check_contracts, install_chain
from bilten_app.cli.packages import install_packages
from bilten_app.cli.scanner import SCANNER
from bilten_app.infra.embedded import CannotStart
from bilten_app.infra.embedded.node import node_environment, npm
from bilten_app.infra.settings import PROJECT, load_settings

# Processes that share a suite; each has a database server of its own.
_SIDE_BY_SIDE = ("-n", "auto", "--maxprocesses", "8", "--dist", "worksteal")
# Two sites at once: each waits for its browser or for answers half of the time. On each the files
# follow one another as ever: what one leaves behind is there for those after it only.
_ON_TWO_SITES = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
_MOSTLY_WAITING = ("-n", "3", "--dist", "worksteal")
_SKIPPED = re.compile(r'<testsuite [^>]*?skipped="(\d+)"')

type Suite = Callable[[Sequence[str]], None]


class _Failed(Exception):
    """A suite failed; the message says how in a few words."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    suite: str
    seconds: float
    failure: str


@click.command()
@click.argument("names", nargs=-1, metavar="[SUITE]…")
@click.option("-k", "only", help="Only the Python tests whose names match.")
def test(names: tuple[str, ...], only: str | None) -> None:
    """Run every suite, or some.

    They are: unit architecture integration ports scanner contracts e2e security killed.
    """
    wrong = set(names) - set(_SUITES)
    if wrong:
        raise click.BadParameter(f"no suite is called {', '.join(sorted(wrong))}")
    chosen = names or tuple(_SUITES)
    outcomes = [_run(name, ["-k", only] if only else []) for name in chosen]
    _conclude(outcomes)
    sys.exit(any(outcome.failure for outcome in outcomes))


def _run(name: str, more: Sequence[str]) -> _Outcome:
    print(f"\n=== {name}", flush=True)
    began = time.monotonic()
    failure = ""
    try:
        _SUITES[name](more)
    except (_Failed, CannotStart) as error:
        failure = str(error)
        print(failure, file=sys.stderr, flush=True)
    return _Outcome(name, time.monotonic() - began, failure)


def _conclude(outcomes: Sequence[_Outcome]) -> None:
    table = Table("Suite", "Time", "Result", box=None)
    for outcome in outcomes:
        result = f"[red]{outcome.failure.splitlines()[0]}" if outcome.failure else "[green]passed"
        table.add_row(outcome.suite, f"{outcome.seconds:.0f} s", result)
    print()
    Console(highlight=False).print(table)


def _scanner(_more: Sequence[str]) -> None:
    folder = load_settings().data_dir
    install_packages(SCANNER, folder, _say)
    done = subprocess.run(
        npm("test"), cwd=SCANNER, env=node_environment(folder / "bin"), check=False
    )
    if done.returncode != 0:
        raise _Failed("failed")


def _contracts(more: Sequence[str]) -> None:
    if fault := check_contracts(load_settings().data_dir, _say):
        raise _Failed(fault)
    _pytest("contracts", more)


def _integration(more: Sequence[str]) -> None:
    install_chain(load_settings().data_dir, _say)
    _side_by_side("integration", more)


def _browser_stories(more: Sequence[str]) -> None:
    require_browser()
    _on_a_site("e2e", more, _ON_TWO_SITES)


def _on_a_site(folder: str, more: Sequence[str], how: Sequence[str] = ()) -> None:
    """Run tests that start the whole product: its pages and its scanner are built first."""
    from bilten_app.cli.build import build_all

    build_all(_say)
    _pytest(folder, [*how, *more])


def _side_by_side(folder: str, more: Sequence[str]) -> None:
    """Run tests that need nothing but themselves in as many processes as there are cores."""
    _pytest(folder, [*_SIDE_BY_SIDE, *more])


def _pytest(folder: str, more: Sequence[str]) -> None:
    """Run one folder of tests; a skipped test is a failure, for it proves nothing."""
    with tempfile.TemporaryDirectory(prefix="bilten-test-") as place:
        report = Path(place) / "report.xml"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", f"tests/{folder}", f"--junit-xml={report}", *more],
            cwd=PROJECT,
            check=False,
        )
        text = report.read_text(encoding="utf-8") if report.exists() else ""
    if not text:
        raise _Failed("pytest did not run; `uv sync` installs it with the dev group")
    if done.returncode != 0:
        raise _Failed("failed")
    if skipped := sum(map(int, _SKIPPED.findall(text))):
        raise _Failed(f"{skipped} tests were skipped")


def _say(text: str) -> None:
    print(text, flush=True)


_SUITES: dict[str, Suite] = {
    "unit": partial(_side_by_side, "unit"),
    "architecture": partial(_pytest, "architecture"),
    "integration": _integration,
    "ports": partial(_side_by_side, "ports"),
    "scanner": _scanner,
    "contracts": _contracts,
    "e2e": _browser_stories,
    "security": partial(_on_a_site, "security", how=_ON_TWO_SITES),
    "killed": partial(_on_a_site, "killed", how=_MOSTLY_WAITING),
}
