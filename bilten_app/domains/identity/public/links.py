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


@dataclass(frozen=True, slots=True)
class VerificationAsked(Fact):
    """Somebody asked for another link to prove their address."""

    name = "identity.verification_asked"

    user_id: UUID
    link_id: UUID


class LinkGone(Refused):
    """The link was used, has expired, or was never sent."""

    code = "link_gone"
    text = msgid("This link is no longer valid. Sign in and ask for a new one.")
