"""SAML 2.0: an organization's identity provider says who somebody is, in a signed document."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bilten_app.ports.signin import Person, Registration, Round


@dataclass(frozen=True, slots=True)
class SamlProvider:
    """What a provider tells of itself: its name, its door, and the certificates of its keys (PEM).

    There are two while it goes over from one key to the next; `good_until` is the end of the last.
    """

    entity_id: str
    sso_url: str
    certificates: tuple[str, ...]
    good_until: datetime


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom an assertion is about; it must not be believed twice before `ends_at`."""

    person: Person
    assertion_id: str
    ends_at: datetime


class Saml(Protocol):
    """Writes requests and reads assertions.

    Of a registration, `client_id` is what we are called there, `issuer` what the provider is
    called, and `keys` hold its `sso_url` and `certificates`.
    """

    def address(self, registration: Registration, wanted: Round, *, relay: str) -> str:
        """Return the address to which the browser goes; `relay` comes back with it."""
        ...

    def read(self, registration: Registration, wanted: Round, posted: str) -> Vouched:
        """Return whom a provider vouched for in answer to a round. Raises NotVouched."""
        ...

    def provider_of(self, xml: bytes) -> SamlProvider:
        """Return what a provider tells of itself. Raises NotVouched."""
        ...

    def our_metadata(self, *, entity_id: str, recipient: str) -> bytes:
        """Return what we tell a provider of us."""
        ...

    async def fetch(self, url: str) -> bytes:
        """Return what is at an address that a stranger named. Raises Unavailable or NotVouched."""
        ...
