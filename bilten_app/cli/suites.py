"""`bilten test`: every suite, none of them silently less than whole.

Suites that run in the same way share their processes: what each of these loads, and the wait for
the last test of one suite, cost as much as many tests.
"""

import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
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

# In as many processes as there are cores; each has a database server of its own.
_SIDE_BY_SIDE = ("-n", "auto", "--maxprocesses", "8", "--dist", "worksteal")
# Two sites at once, for each is several processes. On each the files follow one another as ever:
# what one leaves behind is there for those after it only.
_ON_SITES = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
_MOSTLY_WAITING = ("-n", "3", "--dist", "worksteal")
_IN_ONE = ()
_SKIPPED = re.compile(r'<testsuite [^>]*?skipped="(\d+)"')
_TEST = re.compile(r'<testcase classname="tests\.(\w+)')

type Preparation = Callable[[], None]


class _Failed(Exception):
    """Suites failed; the message says how in a few words."""


@dataclass(frozen=True, slots=True)
class _Suite:
    """Tests of one folder, how they are run, and what they need before.

    Without a way to run them, preparing is all there is: it is a suite of another language.
    """

    how: Sequence[str] | None
    needs: Preparation


@dataclass(frozen=True, slots=True)
class _Outcome:
    suites: Sequence[str]
    tests: str
    seconds: float
    failure: str


@click.command()
@click.argument("names", nargs=-1, metavar="[SUITE]…")
@click.option("-k", "only", help="Only the Python tests whose names match.")
def test(names: tuple[str, ...], only: str | None) -> None:
    """Run every suite, or some.

    They are: unit architecture integration ports scanner contracts security e2e killed.
    """
    wrong = set(names) - set(_SUITES)
    if wrong:
        raise click.BadParameter(f"no suite is called {', '.join(sorted(wrong))}")
    alike = groupby(names or tuple(_SUITES), key=lambda name: _SUITES[name].how or (name,))
    outcomes = [_run(list(suites), ["-k", only] if only else []) for _, suites in alike]
    _conclude(outcomes)
    sys.exit(any(outcome.failure for outcome in outcomes))


def _run(names: Sequence[str], more: Sequence[str]) -> _Outcome:
    print(f"\n=== {', '.join(names)}", flush=True)
    began = time.monotonic()
    tests = failure = ""
    try:
        for name in names:
            _SUITES[name].needs()
        how = _SUITES[names[0]].how
        if how is not None:
            tests = _pytest(names, [*how, *more])
    except (_Failed, CannotStart) as error:
        failure = str(error)
        print(failure, file=sys.stderr, flush=True)
    return _Outcome(names, tests, time.monotonic() - began, failure)


def _conclude(outcomes: Sequence[_Outcome]) -> None:
    table = Table("Suites", "Tests", "Time", "Result", box=None)
    for one in outcomes:
        result = f"[red]{one.failure.splitlines()[0]}" if one.failure else "[green]passed"
        table.add_row(", ".join(one.suites), one.tests, f"{one.seconds:.0f} s", result)
    print()
    Console(highlight=False).print(table)


def _pytest(names: Sequence[str], how: Sequence[str]) -> str:
    """Run folders of tests, and return how many each had; a skipped test is a failure.

    For it proves nothing.
    """
    folders = [f"tests/{name}" for name in names]
    with tempfile.TemporaryDirectory(prefix="bilten-test-") as place:
        report = Path(place) / "report.xml"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *folders, f"--junit-xml={report}", *how],
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
    found = Counter(_TEST.findall(text))
    return ", ".join(str(found[name]) for name in names)


def _nothing() -> None:
    """Need nothing."""


def _chain() -> None:
    install_chain(load_settings().data_dir, _say)


def _scanner() -> None:
    folder = load_settings().data_dir
    install_packages(SCANNER, folder, _say)
    done = subprocess.run(
        npm("test"), cwd=SCANNER, env=node_environment(folder / "bin"), check=False
    )
    if done.returncode != 0:
        raise _Failed("failed")


def _contracts() -> None:
    if fault := check_contracts(load_settings().data_dir, _say):
        raise _Failed(fault)


def _browser() -> None:
    require_browser()
    _pages()


def _pages() -> None:
    """Build pages and scanner: these suites start the whole product."""
    from bilten_app.cli.build import build_all

    build_all(_say)


def _say(text: str) -> None:
    print(text, flush=True)


_SUITES = {
    "unit": _Suite(_SIDE_BY_SIDE, _nothing),
    "architecture": _Suite(_SIDE_BY_SIDE, _nothing),
    "integration": _Suite(_SIDE_BY_SIDE, _chain),
    "ports": _Suite(_SIDE_BY_SIDE, _nothing),
    "scanner": _Suite(None, _scanner),
    "contracts": _Suite(_IN_ONE, _contracts),
    "security": _Suite(_ON_SITES, _pages),  # its longest file is not the last to begin
    "e2e": _Suite(_ON_SITES, _browser),
    "killed": _Suite(_MOSTLY_WAITING, _pages),
}
