"""The key that signs the access tokens of apps."""

import asyncio

import click

from bilten_app.cli.services import services
from bilten_app.infra.settings import Settings, load_settings


@click.command()
@click.option(
    "--at-once",
    is_flag=True,
    help="Somebody else has the present key: what it signed opens nothing any more.",
)
def rotate_signing_key(*, at_once: bool) -> None:
    """Sign access tokens with a new key; those of the old one stay good until they run out."""
    with services(load_settings()) as ready:
        kid = asyncio.run(_rotate(ready, at_once=at_once))
    click.echo(f"Access tokens are signed with {kid} from now on.")


async def _rotate(settings: Settings, *, at_once: bool) -> str:
    from bilten_app.bootstrap import open_house
    from bilten_app.domains.apps import service as apps

    async with open_house(settings) as house:
        return await apps.rotate_key(house.rt, at_once=at_once)
