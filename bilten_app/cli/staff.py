"""Who works for the platform itself, and as what."""

import asyncio

import click

from bilten_app.cli.services import services
from bilten_app.infra.embedded import CannotStart
from bilten_app.infra.settings import Settings, load_settings
from bilten_app.kit.roles import StaffRole


@click.command()
@click.argument("email")
@click.option(
    "--role",
    type=click.Choice([role.value for role in StaffRole]),
    default=StaffRole.admin.value,
    show_default=True,
    help="What they are to the platform.",
)
@click.option("--revoke", is_flag=True, help="Take the role away again.")
def staff(email: str, *, role: str, revoke: bool) -> None:
    """Let a user into the platform's own pages."""
    with services(load_settings()) as ready:
        asyncio.run(_set_staff(ready, email, None if revoke else StaffRole(role)))
    click.echo(f"{email} is no longer staff." if revoke else f"{email} is staff: {role}.")


async def _set_staff(settings: Settings, email: str, role: StaffRole | None) -> None:
    from bilten_app.bootstrap import open_house
    from bilten_app.domains.identity import queries, service
    from bilten_app.kit.actor import SYSTEM

    async with open_house(settings) as house:
        async with house.rt.read() as session:
            user_id = await queries.user_id_by_email(session, email)
        if user_id is None:
            raise CannotStart(f"Nobody has an account with the address {email}.")
        async with house.rt.unit_of_work() as uow:
            await service.set_staff(uow, SYSTEM, user_id=user_id, role=role)
