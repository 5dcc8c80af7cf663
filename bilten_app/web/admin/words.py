"""Words of the console: roles on the platform, how an account stands, and why it is so."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, Field

from bilten_app.domains.identity.public import PersonView
from bilten_app.kit.roles import StaffRole
from bilten_app.kit.text import msgid, say
from bilten_app.web.parts.feedback import Tone
from bilten_app.web.parts.listing import Choice, Filter

SUSPENDED = "suspended"
NOBODY = msgid("Somebody who was forgotten")
STAFF_WORDS: Mapping[StaffRole, str] = {
    StaffRole.admin: msgid("Administrator"),
    StaffRole.support: msgid("Support"),
    StaffRole.finance: msgid("Finance"),
    StaffRole.moderator: msgid("Moderator"),
}


class ReasonForm(BaseModel):
    """Why something is done; it stays in the audit log."""

    reason: str = Field("", max_length=2000)


def person_state(one: PersonView, *, is_leaving: bool = False) -> tuple[str, Tone]:
    """Return how somebody's account stands, in words and as a tone."""
    if one.erased_at is not None:
        return msgid("Deleted"), "info"
    if is_leaving:
        return msgid("Being deleted"), "warn"
    if one.flagged_at is not None and one.suspended_at is None:
        return msgid("Signed in from too far away"), "warn"
    return state_of(one.suspended_at, is_proven=one.verified_at is not None)


def state_of(suspended_at: datetime | None, *, is_proven: bool = True) -> tuple[str, Tone]:
    """Return how an account stands, in words and as a tone."""
    if suspended_at is not None:
        return msgid("Suspended"), "bad"
    return (msgid("Open"), "good") if is_proven else (msgid("Not confirmed"), "warn")


def states(chosen: str, locale: str) -> Filter:
    """Return the choice between all and those who are suspended."""
    choices = [
        Choice("", say(msgid("All"), locale)),
        Choice(SUSPENDED, say(msgid("Suspended"), locale)),
    ]
    return Filter("state", say(msgid("State"), locale), choices, chosen, look="links")
