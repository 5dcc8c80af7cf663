"""Links sent by mail."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from bilten_app.kit.errors import Refused
from bilten_app.kit.facts import Fact
from bilten_app.kit.text import msgid


class LinkPurpose(StrEnum):
    """What a link sent by mail is good for."""

    verify = "verify"
    reset = "reset"
    change = "change"
    undo = "undo"


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link that still works: what for, and about which address.

    It `needs_password` where another browser asked for it.
    """

    purpose: LinkPurpose
    email: str
    needs_password: bool


@dataclass(frozen=True, slots=True)
class VerificationAsked(Fact):
    """Somebody asked for another link to prove their address."""

    name = "identity.verification_asked"

    user_id: UUID
    link_id: UUID


@dataclass(frozen=True, slots=True)
class ResetAsked(Fact):
    """Somebody who has an account asked to choose a new password."""

    name = "identity.reset_asked"

    user_id: UUID
    link_id: UUID


@dataclass(frozen=True, slots=True)
class AddressChangeAsked(Fact):
    """Somebody wants another address; the link goes there."""

    name = "identity.address_change_asked"

    user_id: UUID
    link_id: UUID


@dataclass(frozen=True, slots=True)
class AddressChanged(Fact):
    """An account has another address; the link, sent to the old one, takes it back."""

    name = "identity.address_changed"

    user_id: UUID
    link_id: UUID


class LinkGone(Refused):
    """The link was used, has expired, or was never sent."""

    code = "link_gone"
    text = msgid("This link is no longer valid. Sign in and ask for a new one.")
