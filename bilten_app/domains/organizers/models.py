"""Organizations and their members."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlmodel import Field

from bilten_app.infra.db import Row, moment, words
from bilten_app.kit.ids import new_id
from bilten_app.kit.twins import IS_TEST


class Organizer(Row, table=True):
    """An organization that holds events; `sandbox_of` says whose tests they are (kit/twins.py)."""

    __tablename__ = "organizers"
    __table_args__ = (
        CheckConstraint(f"(sandbox_of IS NOT NULL) = ({IS_TEST.format('id')})", name="sandbox_of"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    about: str = words(default="")
    color: str = "#1f5eff"
    logo_id: UUID | None = Field(default=None, foreign_key="media.id")
    root_public: bytes = Field(sa_type=LargeBinary)
    root_sealed: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = moment()
    suspended_at: datetime | None = moment(default=None, nullable=True)
    suspended_for: str = ""
    sandbox_of: UUID | None = Field(default=None, foreign_key="organizers.id", unique=True)


class Member(Row, table=True):
    """A user's place in an organization; without a role, they work for some of its events only."""

    __tablename__ = "members"

    organizer_id: UUID = Field(foreign_key="organizers.id", primary_key=True)
    user_id: UUID = Field(foreign_key="users.id", primary_key=True, index=True)
    role: str | None = None
    since: datetime = moment()


class TeamRules(Row, table=True):
    """What an organization asks of its team; one without a row asks nothing.

    Who `asks_second` lets nobody act there who has no second step at sign-in.
    """

    __tablename__ = "team_rules"

    organizer_id: UUID = Field(foreign_key="organizers.id", primary_key=True)
    asks_second: bool
    since: datetime = moment()


class TeamIssuer(Row, table=True):
    """By whom the people of an organization sign in; `roles` says in lines what
    the values of `role_claim` make of them; of those that fit, the first counts.

    One that is the `only` way in holds back members who came otherwise. It speaks OpenID Connect,
    with a client id and a secret, or SAML, with a door and certificates; then `issuer` is its
    entity id, empty until its metadata is there.
    """

    __tablename__ = "team_issuers"
    __table_args__ = (
        CheckConstraint("is_on OR NOT is_only", name="only"),
        CheckConstraint("kind IN ('oidc', 'saml')", name="kind"),
        CheckConstraint("issuer <> '' OR NOT is_on", name="known"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organizer_id: UUID = Field(foreign_key="organizers.id", unique=True)
    kind: str = "oidc"
    issuer: str
    client_id: str
    secret_sealed: bytes = Field(sa_type=LargeBinary)
    sso_url: str = ""
    certificates: str = ""
    good_until: datetime | None = moment(default=None, nullable=True)
    metadata_url: str = ""
    role_claim: str = ""
    roles: str = ""
    default_role: str | None = None
    is_on: bool = False
    is_only: bool = False
    created_at: datetime = moment()


class TeamDomain(Row, table=True):
    """A mail domain of an organization, proven by a record that only its owner can publish."""

    __tablename__ = "team_domains"
    __table_args__ = (
        UniqueConstraint("organizer_id", "domain"),
        Index(
            "uq_team_domains_proven", "domain", unique=True,
            postgresql_where=text("proven_at IS NOT NULL"),
        ),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organizer_id: UUID = Field(foreign_key="organizers.id")
    domain: str
    created_at: datetime = moment()
    proven_at: datetime | None = moment(default=None, nullable=True)


class EventMember(Row, table=True):
    """What a member is to one event of the organization."""

    __tablename__ = "event_members"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organizer_id", "user_id"],
            ["members.organizer_id", "members.user_id"],
            name="fk_event_members_member",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["event_id", "organizer_id"],
            ["events.id", "events.organizer_id"],
            name="fk_event_members_event",
        ),
    )

    organizer_id: UUID = Field(primary_key=True)
    user_id: UUID = Field(primary_key=True)
    event_id: UUID = Field(primary_key=True)
    role: str


class Invitation(Row, table=True):
    """An invitation into the team, for the organization or for one event of it."""

    __tablename__ = "invitations"
    __table_args__ = (
        ForeignKeyConstraint(
            ["event_id", "organizer_id"],
            ["events.id", "events.organizer_id"],
            name="fk_invitations_event",
        ),
        Index("ix_invitations_organizer", "organizer_id", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organizer_id: UUID = Field(foreign_key="organizers.id")
    event_id: UUID | None = None
    email: str
    role: str
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    sends: int
    invited_by: UUID = Field(foreign_key="users.id")
    created_at: datetime = moment()
    expires_at: datetime = moment()
    accepted_at: datetime | None = moment(default=None, nullable=True)
    accepted_by: UUID | None = Field(default=None, foreign_key="users.id")
    revoked_at: datetime | None = moment(default=None, nullable=True)

    @property
    def is_open(self) -> bool:
        """Whether it was neither accepted nor taken back; it may have run out."""
        return self.accepted_at is None and self.revoked_at is None
