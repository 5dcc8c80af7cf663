"""The small commands: each does one thing that `bilten up` does as well."""

import asyncio
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec

import click
from rich.console import Console
from rich.table import Table

from bilten_app.cli.migration import migrate_to_head
from bilten_app.cli.services import address, environment, services
from bilten_app.cli.steps import Note
from bilten_app.cli.supervisor import PythonPart
from bilten_app.infra.embedded import CannotStart, dies_with_parent
from bilten_app.infra.embedded.process import STOP
from bilten_app.infra.settings import PROJECT, load_settings
from bilten_app.infra.settings_table import settings_table

_LAST_LINES = 40


@click.command()
@click.option("--markdown", is_flag=True, help="As the table in README.md.")
def settings(*, markdown: bool) -> None:
    """Show every setting, its default and its meaning."""
    if markdown:
        click.echo(settings_markdown(), nl=False)
        return
    table = Table("Variable", "Default", "Meaning", box=None)
    for line in settings_table():
        table.add_row(line.variable, line.default, line.meaning)
    Console().print(table)


def settings_markdown() -> str:
    """Return the settings as a Markdown table."""
    rows = [
        f"| `{line.variable}` | {f'`{line.default}`' if line.default else ''} | {line.meaning} |\n"
        for line in settings_table()
    ]
    return "| Variable | Default | Meaning |\n|---|---|---|\n" + "".join(rows)


@click.command()
def migrate() -> None:
    """Bring the database to the newest revision."""
    with services(load_settings()) as ready:
        migrate_to_head(address(ready.database_url))


@click.command()
def seed() -> None:
    """Fill an empty database with the demo; harmless when it is there already."""
    if not has_demo():
        raise CannotStart("There is no demo data in this installation.")
    fill = import_module("bilten_app.demo.seed").seed
    with services(load_settings()) as ready:
        asyncio.run(fill(ready))


@click.command()
def web() -> None:
    """Serve pages, API and scanner."""
    serve("web", "bilten_app.run_web")


@click.command()
def worker() -> None:
    """Run jobs and reactions."""
    serve("worker", "bilten_app.run_worker")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(arguments: tuple[str, ...]) -> None:
    """Measure, and print a table with the limit of this machine beside each figure."""
    if not (PROJECT / "benchmarks" / "__main__.py").exists():
        raise CannotStart(f"There are no benchmarks in {PROJECT}.")
    command = [sys.executable, "-m", "benchmarks", *arguments]
    sys.exit(subprocess.run(command, cwd=PROJECT, check=False).returncode)


def run_chore(name: str, env: Mapping[str, str], note: Note) -> None:
    """Run one of these commands in a process of its own, so that its imports are not ours."""
    said: deque[str] = deque(maxlen=_LAST_LINES)
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "bilten_app.cli", name],
        cwd=PROJECT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=dies_with_parent(STOP),  # noqa: PLW1509 - calls only prctl, takes no lock
    ) as chore:
        try:
            for line in chore.stdout or ():
                said.append(line)
                note(line.strip())
        except BaseException:
            chore.terminate()
            raise
    if chore.returncode != 0:
        raise CannotStart(f"`bilten {name}` failed:\n{''.join(said).rstrip()}")


def has_demo() -> bool:
    """Whether this installation carries the demo."""
    return find_spec("bilten_app.demo.seed") is not None


def demo_accounts() -> Iterator[str]:
    """Yield one line for each account that a visitor of the demo may use."""
    if find_spec("bilten_app.demo.accounts"):
        for account in import_module("bilten_app.demo.accounts").ACCOUNTS:
            yield f"{account.role:<12} {account.email}  {account.password}"


def serve(name: str, module: str) -> None:
    """Become the program when every address is named; else embed what is missing around it."""
    settings = load_settings()
    if settings.database_url and settings.redis_url:
        os.execv(sys.executable, [sys.executable, "-m", module])  # noqa: S606 - our own module
    with services(settings) as ready:
        part = PythonPart(name, module, environment(ready))
        part.start()
        try:
            sys.exit(part.wait())
        except KeyboardInterrupt:
            part.stop()
