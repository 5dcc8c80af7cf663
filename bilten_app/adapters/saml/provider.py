"""Identity providers that speak SAML, behind one door."""

import asyncio
from http import HTTPStatus

import httpx

from bilten_app.adapters.outward import Barred, ask_outward
from bilten_app.adapters.saml import assertion, metadata, request
from bilten_app.adapters.saml.xml import LONGEST
from bilten_app.kit.clock import Clock
from bilten_app.kit.errors import Unavailable
from bilten_app.ports.hooks import HookTrouble
from bilten_app.ports.saml import SamlProvider, Vouched
from bilten_app.ports.signin import NotVouched, Registration, Round

PATIENCE_S = 8.0


class SamlDoor:
    """Asks, and reads the answers. `to_loopback` lets strangers name this machine itself."""

    def __init__(
        self, outside: httpx.AsyncClient, clock: Clock, *, to_loopback: bool = False
    ) -> None:
        self._outside = outside
        self._clock = clock
        self._to_loopback = to_loopback

    def address(self, registration: Registration, wanted: Round, *, relay: str) -> str:
        """Return where the browser goes."""
        return request.address(registration, wanted, relay=relay, now=self._clock.now())

    def read(self, registration: Registration, wanted: Round, posted: str) -> Vouched:
        """Return whom a provider vouched for. Raises NotVouched."""
        asked = assertion.Wanted(
            registration, assertion.request_id(wanted), wanted.redirect_uri, wanted.is_again,
            self._clock.now(),
        )  # fmt: skip
        return assertion.vouched(posted, asked)

    def provider_of(self, xml: bytes) -> SamlProvider:
        """Return what a provider tells of itself. Raises NotVouched."""
        return metadata.provider_of(xml, loopback=self._to_loopback)

    def our_metadata(self, *, entity_id: str, recipient: str) -> bytes:
        """Return what we tell a provider of us."""
        return metadata.our_metadata(entity_id, recipient)

    async def fetch(self, url: str) -> bytes:
        """Return what is at an address that a stranger named. Raises Unavailable or NotVouched."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                status, said = await ask_outward(
                    self._outside, "GET", url, headers={}, most=LONGEST,
                    to_loopback=self._to_loopback,
                )  # fmt: skip
        except Barred as error:
            if error.trouble is HookTrouble.unknown_name:
                raise Unavailable from error
            raise NotVouched(f"{url} is not called: {error.trouble}") from error
        except (TimeoutError, httpx.HTTPError) as error:
            raise Unavailable from error
        if not HTTPStatus(status).is_success:
            raise Unavailable
        return said
