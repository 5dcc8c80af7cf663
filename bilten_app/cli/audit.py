"""Proving that nobody edited the audit."""

import asyncio
import sys

import click

from bilten_app.cli.services import services
from bilten_app.infra.settings import Settings, load_settings


@click.group()
def audit() -> None:
    """Look at the record of who did what."""


@audit.command()
def verify() -> None:
    """Prove the chain of hashes; the exit code says whether it is whole."""
    with services(load_settings()) as ready:
        said, is_whole = asyncio.run(_verify(ready))
    click.echo(said)
    if not is_whole:
        sys.exit(1)


async def _verify(settings: Settings) -> tuple[str, bool]:
    from bilten_app.bootstrap import open_house
    from bilten_app.infra import audit as chain

    async with open_house(settings) as house, house.rt.read() as session:
        proven = await chain.prove(session)
    if proven.broken is None:
        return f"The chain is whole: {proven.sealed} lines, {proven.unsealed} not sealed yet.", True
    return f"The chain is broken at line {proven.broken.id}, place {proven.broken.place}.", False
