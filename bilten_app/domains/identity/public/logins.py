"""Signing in by others: what it leads to, what its owner sees, and what goes wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bilten_app.domains.identity.public.sessions import SignedIn
from bilten_app.kit.errors import Invalid, Refused
from bilten_app.kit.text import msgid

# What a wallet has for a provider.
WALLET = "wallet"


class LoginPurpose(StrEnum):
    """What somebody goes to a provider for."""

    sign_in = "sign_in"
    link = "link"
    prove = "prove"


@dataclass(frozen=True, slots=True)
class LoginQuestion:
    """Where the browser goes; `token` goes into a cookie, and proves that it is this browser."""

    address: str
    token: str
    max_age_s: int


@dataclass(frozen=True, slots=True)
class WalletQuestion:
    """What a wallet has to sign; `token` goes into a cookie, and proves that it is this browser."""

    message: str
    token: str
    max_age_s: int


@dataclass(frozen=True, slots=True)
class LoginAnswer:
    """What a browser brought back from a provider; `name` is told beside it, by Apple only."""

    state: str
    code: str
    issuer: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Who came back: signed in, or with a claim to be linked to an account that they prove.

    `email` is what the provider told. The claim's `token` goes into a cookie.
    """

    signed_in: SignedIn | None
    claim_token: str = ""
    claim_max_age_s: int = 0
    email: str = ""
    claims: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)


@dataclass(frozen=True, slots=True)
class LoginView:
    """A provider that opens an account; it knows its owner as `email`."""

    provider: str
    email: str
    since: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class WalletView:
    """A wallet that opens an account; one that is a contract does so on one chain, else None."""

    id: UUID
    address: str
    chain_id: int | None
    since: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """Somebody to be linked: the provider, and what it knows them as."""

    provider: str
    known_as: str


class NoWallet(Invalid):
    """This is no account of Ethereum's."""

    code = "no_wallet"
    text = msgid("Your wallet told no account. Please choose one in it, and try again.")


class LoginTaken(Refused):
    """This login opens another account, or this account has another login there."""

    code = "login_taken"
    text = msgid(
        "This cannot be linked: it opens another account, or your account has another one there."
    )


class ClaimGone(Refused):
    """There is nothing to link, or it waited too long."""

    code = "claim_gone"
    text = msgid("This took too long. Please begin again where you wanted to sign in.")


class LastWayIn(Refused):
    """Without it nothing would open the account."""

    code = "last_way_in"
    text = msgid("Nothing else opens your account. Choose a password or add a passkey first.")
