"""`bilten indexer`: mirror chains, say how far, and let go on or rebuild one that was stopped."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.cli.chores import serve
from bilten_app.cli.services import address, environment, services
from bilten_app.infra.db import make_engine
from bilten_app.infra.embedded import CannotStart
from bilten_app.infra.manifests import require_chains
from bilten_app.infra.mirrors import Mirror, mirrors
from bilten_app.infra.mirrors import resume as let_go_on
from bilten_app.infra.settings import PROJECT, Settings, load_settings
from bilten_app.kit.clock import SystemClock


@click.group(invoke_without_command=True)
@click.pass_context
def indexer(ctx: click.Context) -> None:
    """Mirror in the database what our contracts do on each chain that is set."""
    if ctx.invoked_subcommand is None:
        require_chains(load_settings())
        serve("indexer", "chain_indexer")


@indexer.command()
def status() -> None:
    """Show how far each chain is mirrored; the exit code says whether all is well."""
    with services(load_settings()) as ready:
        found = asyncio.run(looked(ready))
    now = SystemClock().now()
    console = Console(highlight=False, soft_wrap=True)
    if not found:
        console.print("No chain is mirrored.")
        return
    console.print(_table(found, now))
    for one in found:
        if one.stopped_for:
            console.print(f"[red]✗[/red] {one.chain_id} is stopped: {one.stopped_for}.")
            console.print("  docs/operations/chain.md says what to do.")
        elif one.trouble:
            console.print(f"[yellow]![/yellow] {one.chain_id}: {one.trouble}")
    sys.exit(0 if all(one.is_well(now) for one in found) else 1)


@indexer.command()
@click.argument("chain_id", type=int)
def resume(chain_id: int) -> None:
    """Let a chain go on that was stopped, after somebody looked why."""
    with services(load_settings()) as ready:
        if not asyncio.run(_resumed(ready, chain_id)):
            raise CannotStart(f"Chain {chain_id} is not stopped.")
    click.echo(f"Chain {chain_id} goes on; `bilten indexer status` says how.")


@indexer.command()
@click.argument("chain_id", type=int)
@click.option("--yes", is_flag=True, help="Do not ask.")
def rebuild(chain_id: int, *, yes: bool) -> None:
    """Go back below what was final, to where the chain still agrees, and read on from there."""
    if not yes:
        click.echo(
            f"What chain {chain_id} does not have any more is forgotten, and the app is told that"
            " it went: claims, sales and payments. Ask two other nodes before."
        )
        click.confirm("Rebuild it?", abort=True)
    with services(load_settings()) as ready:
        command = [sys.executable, "-m", "chain_indexer.repair", str(chain_id)]
        done = subprocess.run(command, cwd=PROJECT, env=environment(ready), check=False)
    sys.exit(done.returncode)


def _table(found: Sequence[Mirror], now: datetime) -> Table:
    table = Table(
        "Chain", "Head", "Tip", "Final", "Behind", "Late", "Reorgs", "Deepest", "Events/s",
        "Answered", box=None,
    )  # fmt: skip
    for one in found:
        numbers = (one.chain_id, one.head, one.tip, one.final, one.behind)
        table.add_row(
            *("-" if number is None else str(number) for number in numbers),
            f"{one.late(now).total_seconds():.0f} s", str(one.reorgs), str(one.deepest),
            f"{one.events_per_s:.1f}",
            f"{(now - one.answered_at).total_seconds():.0f} s ago" if one.answered_at else "never",
        )  # fmt: skip
    return table


async def looked(settings: Settings) -> Sequence[Mirror]:
    """Return how far each chain is mirrored."""
    async with _session(settings) as session:
        return await mirrors(session)


async def _resumed(settings: Settings, chain_id: int) -> bool:
    async with _session(settings) as session:
        was_stopped = await let_go_on(session, chain_id)
        await session.commit()
        return was_stopped


@asynccontextmanager
async def _session(settings: Settings) -> AsyncGenerator[AsyncSession]:
    """Open one connection, for a command that asks one thing."""
    engine = make_engine(address(settings.database_url), pool_size=1)
    try:
        async with AsyncSession(engine) as session:
            yield session
    finally:
        await engine.dispose()
