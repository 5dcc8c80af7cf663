"""SAML on our side: what we tell a provider of us, and what it posts back.

The post comes from the provider's own site, without our cookies: nobody is signed in by it. What
it proves waits for the browser of that round, which comes by the address that answers the post.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Path
from fastapi.responses import RedirectResponse, Response

from bilten_app.domains.identity import service as identity
from bilten_app.domains.identity.public import LoginPurpose
from bilten_app.domains.organizers import queries
from bilten_app.kit.errors import BiltenError, NotFound
from bilten_app.ports.signin import NotVouched, ProviderKind, Registration, callback_of
from bilten_app.web import door
from bilten_app.web.auth.arrival import sorry
from bilten_app.web.auth.asking import Asking
from bilten_app.web.auth.teams import registration_of
from bilten_app.web.auth.ways import back

LONGEST = 400_000

router = APIRouter(prefix="/auth/saml", include_in_schema=False)

type Team = Annotated[str, Path(pattern=r"^team-[0-9a-f]{32}$")]


@router.get("/{provider}/metadata")
async def metadata(provider: Team) -> Response:
    """Return what we tell a provider of us."""
    rt = door.runtime()
    async with rt.read() as session:
        if not await queries.has_saml(session, provider):
            return Response(status_code=NotFound.status)
    origin = rt.settings.origin
    told = rt.gateways.saml.our_metadata(
        entity_id=queries.saml_address(origin, provider),
        recipient=callback_of(origin, provider, ProviderKind.saml),
    )
    return Response(told, media_type="application/samlmetadata+xml")


@router.post("/{provider}/acs")
async def posted(
    visit: Asking,
    provider: Team,
    answer: Annotated[str, Form(alias="SAMLResponse", max_length=LONGEST)] = "",
    relay: Annotated[str, Form(alias="RelayState", max_length=100)] = "",
) -> RedirectResponse:
    """Check what a provider posted, and ask the browser for it again, by the address."""
    rt = door.runtime()
    try:
        brought = await identity.take_assertion(
            rt, visit.actor, registration=await _saml_of(provider), relay=relay, posted=answer,
            address=visit.address,
        )  # fmt: skip
    except BiltenError as refused:
        return sorry(LoginPurpose.sign_in, provider, "", refused)
    told = {"state": brought.state, "code": brought.code}
    return back(callback_of("", provider), told)


async def _saml_of(provider: str) -> Registration:
    registration = await registration_of(door.runtime(), provider)
    if registration.kind is not ProviderKind.saml:
        raise NotVouched("an assertion for who speaks no SAML")
    return registration
