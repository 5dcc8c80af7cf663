"""What is shown of a team, as ready words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bilten_app.domains.events.public import EventCard
from bilten_app.domains.organizers.public import InvitationView, MemberView
from bilten_app.kit.roles import Role
from bilten_app.kit.text import msgid, say
from bilten_app.web.organizer.desk import ROLE_WORDS, SOME_EVENTS

ROLE_HINTS: Mapping[Role, str] = {
    Role.owner: msgid("Everything, with the team and the payout account."),
    Role.manager: msgid("Events, orders, attendees and gates; sees the money."),
    Role.marketer: msgid("Sees events; makes codes and promotions."),
    Role.finance: msgid("Orders, refunds, payouts and reports."),
    Role.box_office: msgid("Sells at the counter; sees orders and attendees."),
    Role.gate_staff: msgid("Gates, scanners and admissions."),
}
PENDING = msgid("Invited")
RAN_OUT = msgid("Ran out")


@dataclass(frozen=True, slots=True)
class EventRole:
    """What a member is to one event."""

    event_id: str
    words: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody of the team."""

    id: str
    name: str
    email: str
    role: str
    role_words: str
    events: tuple[EventRole, ...]
    since: str
    is_me: bool


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """Somebody who was asked in."""

    id: str
    email: str
    what: str
    sent_by: str
    until: str
    state: str
    tone: str


NOBODY = MemberRow("", "", "", "", "", (), "", is_me=False)


def member_rows(
    team: Sequence[MemberView], cards: Mapping[UUID, EventCard], me: UUID | None, locale: str
) -> list[MemberRow]:
    """Return the members as they are shown."""
    return [
        MemberRow(
            id=str(one.user_id),
            name=one.name,
            email=one.email,
            role=one.role or "",
            role_words=say(ROLE_WORDS[one.role] if one.role else SOME_EVENTS, locale),
            events=tuple(
                EventRole(str(event_id), f"{cards[event_id].title} · {_role(role, locale)}")
                for event_id, role in one.event_roles.items()
                if event_id in cards
            ),
            since=one.since.isoformat(),
            is_me=one.user_id == me,
        )
        for one in team
    ]


def invitation_rows(
    found: Sequence[InvitationView], cards: Mapping[UUID, EventCard], now: datetime, locale: str
) -> list[InvitationRow]:
    """Return the invitations as they are shown."""
    rows: list[InvitationRow] = []
    for one in found:
        card = cards.get(one.event_id) if one.event_id else None
        runs = one.expires_at > now
        rows.append(
            InvitationRow(
                id=str(one.id),
                email=one.email,
                what=f"{_role(one.role, locale)}{f' · {card.title}' if card else ''}",
                sent_by=one.sent_by,
                until=one.expires_at.isoformat(),
                state=say(PENDING if runs else RAN_OUT, locale),
                tone="info" if runs else "warn",
            )
        )
    return rows


def _role(role: Role, locale: str) -> str:
    return say(ROLE_WORDS[role], locale)
