"""Loads what speaks SAML with the first who needs it."""

from collections.abc import Callable

from bilten_app.ports.saml import Saml, SamlProvider, Vouched
from bilten_app.ports.signin import Registration, Round


class LateSaml:
    """Passes on; XML and its signatures take a while to load, and most never need them."""

    def __init__(self, load: Callable[[], Saml]) -> None:
        self._load = load
        self._loaded: Saml | None = None

    def address(self, registration: Registration, wanted: Round, *, relay: str) -> str:
        """Return where the browser goes."""
        return self._behind().address(registration, wanted, relay=relay)

    def read(self, registration: Registration, wanted: Round, posted: str) -> Vouched:
        """Return whom a provider vouched for."""
        return self._behind().read(registration, wanted, posted)

    def provider_of(self, xml: bytes) -> SamlProvider:
        """Return what a provider tells of itself."""
        return self._behind().provider_of(xml)

    def our_metadata(self, *, entity_id: str, recipient: str) -> bytes:
        """Return what we tell a provider of us."""
        return self._behind().our_metadata(entity_id=entity_id, recipient=recipient)

    async def fetch(self, url: str) -> bytes:
        """Return what is at an address that a stranger named."""
        return await self._behind().fetch(url)

    def _behind(self) -> Saml:
        self._loaded = self._loaded or self._load()
        return self._loaded
