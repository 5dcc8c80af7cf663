"""What others may know about organizations: their views, facts and refusals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bilten_app.domains.media.public import MediaView
from bilten_app.kit.errors import Invalid, Refused
from bilten_app.kit.facts import Fact
from bilten_app.kit.roles import Role
from bilten_app.kit.text import msgid
from bilten_app.kit.twins import is_test

OrganizerId = NewType("OrganizerId", UUID)


class Verb(StrEnum):
    """What the audit says about organizations."""

    created = "organizers.created"
    edited = "organizers.edited"
    member_added = "organizers.member_added"
    role_changed = "organizers.role_changed"
    event_role_changed = "organizers.event_role_changed"
    member_removed = "organizers.member_removed"
    member_left = "organizers.member_left"
    transferred = "organizers.transferred"
    invited = "organizers.invited"
    invited_again = "organizers.invited_again"
    invitation_revoked = "organizers.invitation_revoked"
    member_joined = "organizers.member_joined"
    second_step_asked = "organizers.second_step_asked"
    second_step_not_asked = "organizers.second_step_not_asked"
    issuer_saved = "organizers.issuer_saved"
    issuer_switched = "organizers.issuer_switched"
    issuer_removed = "organizers.issuer_removed"
    domain_added = "organizers.domain_added"
    domain_proven = "organizers.domain_proven"
    domain_removed = "organizers.domain_removed"
    joined_by_issuer = "organizers.joined_by_issuer"
    suspended = "organizers.suspended"
    restored = "organizers.restored"
    sandbox_opened = "organizers.sandbox_opened"


class OrganizerStopped(Refused):
    """The organizer is suspended: nothing of it can be paid."""

    code = "organizer_stopped"
    text = msgid(
        "The organizer of this event cannot sell tickets at the moment, so nothing can be paid "
        "here. Nothing was charged."
    )


@dataclass(frozen=True, slots=True)
class OrganizerCreated(Fact):
    """A new organization exists."""

    name = "organizers.created"

    organizer_id: UUID


@dataclass(frozen=True, slots=True)
class MemberInvited(Fact):
    """Somebody was asked into a team; `sends` counts the mails, of which the last one holds."""

    name = "organizers.member_invited"

    invitation_id: UUID
    sends: int


@dataclass(frozen=True, slots=True)
class OrganizerView:
    """An organization as anybody may see it."""

    id: OrganizerId
    slug: str
    name: str
    about: str
    color: str
    logo: MediaView | None

    @property
    def logo_id(self) -> UUID | None:
        """The id of the logo."""
        return self.logo.id if self.logo else None

    @property
    def is_test(self) -> bool:
        """Whether nothing of it is real."""
        return is_test(self.id)


@dataclass(frozen=True, slots=True)
class Membership:
    """An organization of mine, and what I am to it: None for who works for some events only."""

    organizer: OrganizerView
    role: Role | None


@dataclass(frozen=True, slots=True)
class OrganizationView:
    """An organization as the platform's staff see it."""

    id: OrganizerId
    slug: str
    name: str
    members: int
    created_at: datetime
    suspended_at: datetime | None
    suspended_for: str


@dataclass(frozen=True, slots=True)
class MemberView:
    """Somebody of a team; `event_roles` maps an event to what they are to it."""

    user_id: UUID
    name: str
    email: str
    role: Role | None
    event_roles: Mapping[UUID, Role]
    since: datetime


@dataclass(frozen=True, slots=True)
class SecondStepRule:
    """Whether everybody is asked for a second step, and the names of those who have none."""

    is_asked: bool
    without: Sequence[str]


@dataclass(frozen=True, slots=True)
class IssuerView:
    """By whom a team signs in; `name` is what it is called in addresses, its secret is not told.

    `good_until` is when the last certificate of a SAML provider ends.
    """

    name: str
    is_saml: bool
    issuer: str
    client_id: str
    sso_url: str
    keys: int
    good_until: datetime | None
    metadata_url: str
    role_claim: str
    roles: Mapping[str, Role]
    default_role: Role | None
    is_on: bool
    is_only: bool


@dataclass(frozen=True, slots=True)
class DomainView:
    """A mail domain, and the record that proves it."""

    id: UUID
    domain: str
    record: str
    value: str
    proven_at: datetime | None


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation that waits for an answer, or ran out."""

    id: UUID
    organizer_id: OrganizerId
    event_id: UUID | None
    email: str
    role: Role
    sends: int
    sent_by: str
    expires_at: datetime
    is_open: bool


@dataclass(frozen=True, slots=True, repr=False)
class RootKey:
    """The key that signs an organization's key rings and status feeds. Never leaves the server."""

    public: bytes
    private: bytes


class InvalidOrganizer(Invalid):
    """The organization cannot be saved; `problems` says why, field by field."""

    code = "invalid_organizer"


class LastOwner(Refused):
    """An organization without an owner could never be managed again."""

    code = "last_owner"
    text = msgid("An organization needs an owner. Make somebody else an owner first.")


class OwnStepFirst(Refused):
    """Who asks others for a second step without having one shuts themselves out."""

    code = "own_step_first"
    text = msgid("Set up a second step for yourself first, in the security of your account.")


class DomainNotProven(Refused):
    """The record is not there, or says something else."""

    code = "domain_not_proven"
    text = msgid("The record is not there yet. It can take an hour until everybody sees it.")


class DomainTaken(Refused):
    """Another organization has proven this domain."""

    code = "domain_taken"
    text = msgid("Another organization has proven this domain. Write to us if it is yours.")


class NotReady(Refused):
    """An issuer cannot be switched on yet."""

    code = "issuer_not_ready"
    text = msgid("Save the issuer and prove a domain first.")


class OwnRole(Refused):
    """Nobody changes their own role by mistake: owners hand over, or leave."""

    code = "own_role"
    text = msgid("You cannot change your own role. Hand the organization over, or leave it.")


class AlreadyMember(Refused):
    """Who is invited belongs to the team."""

    code = "already_member"
    text = msgid("They are in the team already. You can change their role.")


class AlreadyInvited(Refused):
    """The same invitation waits for an answer."""

    code = "already_invited"
    text = msgid("This invitation was sent already. You can send it again.")


class InvitationGone(Refused):
    """The link was used, taken back, replaced by a newer one, or has run out."""

    code = "invitation_gone"
    text = msgid("This invitation is no longer valid. Ask whoever sent it for a new one.")


class InvitationFor(Refused):
    """The invitation was sent to another address than the actor's."""

    code = "invitation_for_another"
    text = msgid("This invitation is for {email}. Sign in with that address to accept it.")
