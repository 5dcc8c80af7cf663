"""Who works for the platform itself, and so sees its money."""

import asyncio

import click

from bilten_app.cli.services import services
from bilten_app.infra.embedded import CannotStart
from bilten_app.infra.settings import Settings, load_settings


@click.command()
@click.argument("email")
@click.option("--revoke", is_flag=True, help="Take the right away again.")
def staff(email: str, *, revoke: bool) -> None:
    """Let a user into the platform's finance pages."""
    with services(load_settings()) as ready:
        asyncio.run(_set_staff(ready, email, is_staff=not revoke))
    click.echo(f"{email} is {'no longer ' if revoke else ''}staff.")


async def _set_staff(settings: Settings, email: str, *, is_staff: bool) -> None:
    from bilten_app.bootstrap import open_house
    from bilten_app.domains.identity import queries, service

    async with open_house(settings) as house:
        async with house.rt.read() as session:
            user_id = await queries.user_id_by_email(session, email)
        if user_id is None:
            raise CannotStart(f"Nobody has an account with the address {email}.")
        async with house.rt.unit_of_work() as uow:
            await service.set_staff(uow, user_id=user_id, is_staff=is_staff)
