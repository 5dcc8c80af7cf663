"""A browser's states, without a browser."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import reflex as rx
from fastapi import FastAPI
from pydantic import SecretStr

from bilten_app.bootstrap import open_house
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.clock import FrozenClock
from bilten_app.kit.ids import new_code
from bilten_app.web import door
from bilten_app.web.door import Visit
from tests.databases import Databases
from tests.idp import Idp, providing
from tests.issuer import CLIENT, SECRET, Issuer, issuing
from tests.names import Zone, naming
from tests.saml_team import SamlTeam, given_saml_team, proven
from tests.settings import settings_of
from tests.surfers import Surfer, surfing


@pytest.fixture
def enter(rt: Runtime) -> Callable[[Actor], rx.State]:
    """Let somebody in; return the root of a browser's states."""
    door.move_in(rt)

    def begin(actor: Actor) -> rx.State:
        door.begin(Visit(actor=actor, locale="en", address="203.0.113.9"))
        return rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]

    return begin


@pytest.fixture
async def browser(rt: Runtime, request: pytest.FixtureRequest) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without scripts, at the routers that its test module names in `SERVED`."""
    door.move_in(rt)
    app = FastAPI()
    for router in request.module.SERVED:
        app.include_router(router)
    transport = httpx.ASGITransport(app, client=(new_code(), 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://bilten.test") as client:
        yield client


@pytest.fixture
async def issuer(clock: FrozenClock) -> AsyncIterator[Issuer]:
    """An identity provider on loopback."""
    async with issuing(clock) as issuer:
        yield issuer


@pytest.fixture
async def zone() -> AsyncIterator[Zone]:
    """A name server on loopback."""
    async with naming() as zone:
        yield zone


@pytest.fixture
async def knowing(
    database: str,
    databases: Databases,
    clock: FrozenClock,
    tmp_path: Path,
    issuer: Issuer,
    zone: Zone,
) -> AsyncIterator[Runtime]:
    """A house that knows the issuer, and as another provider by the same address."""
    settings = settings_of(
        database, tmp_path, oidc_issuer=issuer.url,
        hooks_to_loopback=True, name_servers=zone.server,
        oidc_client_id=CLIENT, oidc_client_secret=SecretStr(SECRET), oidc_name="Town",
    )  # fmt: skip
    async with open_house(settings, clock, databases.engine(database)) as house:
        known = house.rt.gateways.registrations
        twice = {**known, "other": replace(known["oidc"], name="other")}
        house.rt.gateways = replace(house.rt.gateways, registrations=twice)
        yield house.rt


@pytest.fixture
async def surf(knowing: Runtime, issuer: Issuer) -> AsyncIterator[Surfer]:
    """A browser."""
    async with surfing(knowing, issuer) as one:
        yield one


@pytest.fixture
async def idp(clock: FrozenClock) -> AsyncIterator[Idp]:
    """A SAML provider on loopback."""
    async with providing(clock) as idp:
        yield idp


@pytest.fixture
async def saml_team(surf: Surfer, zone: Zone, idp: Idp) -> SamlTeam:
    """An organization whose login speaks SAML, and is on."""
    team = await given_saml_team(surf, idp)
    await team.save()
    await proven(team, zone)
    await team.switch()
    return team
