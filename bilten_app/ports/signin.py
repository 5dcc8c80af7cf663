"""Asking somebody else who a person is: OAuth 2.0 and OpenID Connect, as their client."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from bilten_app.kit.errors import Invalid
from bilten_app.kit.text import msgid


class ProviderKind(StrEnum):
    """How a provider speaks."""

    oidc = "oidc"
    google = "google"
    facebook = "facebook"
    apple = "apple"
    linkedin = "linkedin"
    saml = "saml"


def callback_of(origin: str, name: str, kind: ProviderKind = ProviderKind.oidc) -> str:
    """Return where a provider sends people back to, as it was registered there."""
    if kind is ProviderKind.saml:
        return f"{origin}/auth/saml/{name}/acs"
    return f"{origin}/auth/with/{name}/callback"


@dataclass(frozen=True, slots=True)
class Registration:
    """How we are known to a provider.

    `name` tells one from another in rows and addresses, `title` names it on a button. `issuer` is
    who signs its tokens. `is_ours` says that whoever runs Bilten named it; what a stranger named is
    called on public addresses only. `keys` are Apple's: team, key id, and the private key;
    or where a SAML provider is, and its certificates.
    """

    name: str
    title: str
    kind: ProviderKind
    client_id: str
    issuer: str = ""
    secret: str = field(default="", repr=False)
    keys: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    is_ours: bool = True


@dataclass(frozen=True, slots=True)
class Round:
    """One round to a provider and back: what it must answer with, and where to.

    `is_again` asks the provider to look at the person again, not only at its own cookie.
    """

    state: str
    nonce: str
    verifier: str
    redirect_uri: str
    hint: str = ""
    is_again: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Who came, in the provider's words; `subject` never changes there, the rest may.

    `email` is empty where it told none; `is_proven` says that the provider has checked it.
    `claims` is all that it told.
    """

    subject: str
    email: str = ""
    is_proven: bool = False
    name: str = ""
    claims: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)


class NotVouched(Invalid):
    """What came back from a provider proves nothing; `why` is for the log."""

    code = "not_vouched"
    text = msgid("We could not make sure that it is you. Please try again, or sign in another way.")

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


class IdentityProviders(Protocol):
    """Sends people to providers, and reads what they bring back."""

    async def ask(self, registration: Registration, wanted: Round) -> str:
        """Return the address to which the browser goes. Raises Unavailable or NotVouched."""
        ...

    async def read(
        self, registration: Registration, wanted: Round, *, code: str, issuer: str = ""
    ) -> Person:
        """Spend a code and return who it stands for.

        `issuer` is who says to have sent it (RFC 9207), where that was told. Raises Unavailable
        while the provider does not answer, NotVouched for everything that is not as it must be.
        """
        ...
