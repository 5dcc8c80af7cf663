"""Organizations whose teams sign in by an issuer of their own."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from bilten_app.domains.organizers import queries
from bilten_app.domains.organizers import service as organizers
from bilten_app.kit.actor import Actor
from bilten_app.kit.roles import Permission, Role
from tests.issuer import CLIENT, SECRET
from tests.people import actor_of, given_signed_in
from tests.surfers import Surfer

WORK = "mara@example.com"


@dataclass
class Team:
    """An organization with a login of its own."""

    surf: Surfer
    token: str
    organizer_id: UUID
    name: str = ""

    async def owner(self) -> Actor:
        return await actor_of(self.surf.rt, self.token)

    async def save(self, **changes: Any) -> None:
        told = {"issuer": self.surf.issuer.url, "client_id": CLIENT, "secret": SECRET,
                "default_role": Role.marketer, **changes}  # fmt: skip
        await organizers.save_issuer(
            self.surf.rt, await self.owner(), organizer_id=self.organizer_id, **told
        )
        async with self.surf.rt.read() as session:
            scope = (await self.owner()).require(Permission.team_manage, self.organizer_id)
            known = await queries.issuer_of(session, scope)
        assert known
        self.name = known.name

    async def switch(self, *, on: bool = True, only: bool = False) -> None:
        owner = await self.owner()
        async with self.surf.rt.unit_of_work(owner) as uow:
            await organizers.switch_issuer(
                uow, owner, organizer_id=self.organizer_id, on=on, only=only
            )

    async def domain(self, domain: str = "example.com") -> tuple[UUID, str, str]:
        """Name a domain; return its id, and the record that proves it."""
        owner, rt = await self.owner(), self.surf.rt
        async with rt.unit_of_work(owner) as uow:
            await organizers.add_domain(uow, owner, organizer_id=self.organizer_id, domain=domain)
        async with rt.read() as session:
            scope = owner.require(Permission.team_manage, self.organizer_id)
            named = await queries.domains_of(session, rt.vault, scope)
        (one,) = [each for each in named if each.domain == domain]
        return one.id, one.record, one.value

    async def prove(self, domain_id: UUID) -> None:
        await organizers.prove_domain(
            self.surf.rt, await self.owner(), organizer_id=self.organizer_id, domain_id=domain_id
        )

    async def arrive(self, surf: Surfer) -> httpx.Response:
        """Come by the login, from the page for work addresses."""
        back = surf.issuer.consent(await surf.go("/auth/work", email=WORK))
        return await surf.come_back(back, f"/auth/with/{self.name}/callback")


async def given_team(surf: Surfer) -> Team:
    """Make an organization."""
    owner, token = await given_signed_in(surf.rt)
    return Team(surf, token, await organizers.create(surf.rt, owner, name="Blue Note Nights"))
