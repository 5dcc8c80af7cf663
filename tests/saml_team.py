"""Organizations whose teams sign in by a SAML provider."""

from dataclasses import dataclass
from typing import Any

import httpx

from bilten_app.domains.organizers import queries
from bilten_app.domains.organizers import service as organizers
from bilten_app.kit.roles import Permission, Role
from tests.idp import Idp
from tests.names import Zone
from tests.surfers import Surfer, surfing
from tests.team_login import WORK, Team, given_team


@dataclass
class SamlTeam(Team):
    """An organization whose login speaks SAML."""

    idp: Idp | None = None

    async def save(self, **changes: Any) -> None:
        assert self.idp
        given = {"metadata_url": self.idp.entity_id, "default_role": Role.marketer, **changes}
        owner, rt = await self.owner(), self.surf.rt
        await organizers.save_saml(rt, owner, organizer_id=self.organizer_id, **given)
        async with rt.read() as session:
            known = await queries.issuer_of(
                session, owner.require(Permission.team_manage, self.organizer_id)
            )
        assert known
        self.name = known.name

    async def form(self, surf: Surfer) -> dict[str, str]:
        """Let the person agree at the provider; return what the browser is to post."""
        assert self.idp
        return self.idp.consent(await surf.go("/auth/work", email=WORK))

    async def post(self, form: dict[str, str]) -> httpx.Response:
        """Post from the provider's own site: no cookie of ours goes along."""
        async with surfing(self.surf.rt, self.surf.issuer) as bare:
            bare.client.cookies.clear()
            return await bare.client.post(f"/auth/saml/{self.name}/acs", data=form)

    async def arrive(self, surf: Surfer) -> httpx.Response:
        posted = await self.post(await self.form(surf))
        return await surf.client.get(posted.headers["location"])


async def given_saml_team(surf: Surfer, idp: Idp) -> SamlTeam:
    """Make an organization."""
    made = await given_team(surf)
    return SamlTeam(surf, made.token, made.organizer_id, idp=idp)


async def proven(team: SamlTeam, zone: Zone) -> None:
    """Let the team's mail domain be its own."""
    domain_id, record, value = await team.domain()
    zone.texts[record] = [value]
    await team.prove(domain_id)
