"""Judgements, reviews, lists and rules. What is counted lies in `risk_traces` (SQL only)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import CIDR
from sqlmodel import Field

from bilten_app.infra.db import Row, document, moment, words
from bilten_app.kit.ids import new_id


class Judgement(Row, table=True):
    """What was thought of an order at one moment, and everything that led to it."""

    __tablename__ = "risk_judgements"
    __table_args__ = (
        CheckConstraint("stage IN ('start', 'paid')", name="stage"),
        CheckConstraint("outcome IN ('passed', 'step_up', 'review', 'refused')", name="outcome"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        Index(
            "ix_risk_judgements_card", text("(traits ->> 'card')"), "at",
            postgresql_where=text("stage = 'paid'"),
        ),
        Index(
            "ix_risk_judgements_address", text("(traits ->> 'address')"), "at",
            postgresql_where=text("stage = 'start'"),
        ),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    order_id: UUID = Field(index=True)
    stage: str
    score: int
    outcome: str
    reasons: list[dict[str, Any]] = document()
    seen: dict[str, int] = document()
    traits: dict[str, str] = document()
    ruleset: int
    at: datetime = moment()


class Review(Row, table=True):
    """A paid order that a person decides about, once."""

    __tablename__ = "risk_reviews"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'approved', 'refused', 'released')", name="state"),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided"),
        Index("ix_risk_reviews_due", "release_at", postgresql_where=text("state = 'waiting'")),
        Index("ix_risk_reviews_opened", "opened_at", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    order_id: UUID = Field(foreign_key="orders.id", unique=True)
    event_id: UUID
    organizer_id: UUID
    state: str = "waiting"
    score: int
    reasons: list[dict[str, Any]] = document()
    opened_at: datetime = moment()
    release_at: datetime = moment()
    decided_by: str = ""
    decided_at: datetime | None = moment(default=None, nullable=True)
    note: str = words(default="")


class ListEntry(Row, table=True):
    """Somebody on a list. A network is kept as it is, everybody else by a hash."""

    __tablename__ = "risk_list_entries"
    __table_args__ = (
        CheckConstraint("kind IN ('allow', 'watch', 'deny')", name="kind"),
        CheckConstraint("(trait = 'network') = (network IS NOT NULL)", name="network"),
        Index("ix_risk_list_entries_key", "key", postgresql_where=text("removed_at IS NULL")),
        Index(
            "ix_risk_list_entries_network", "network",
            postgresql_where=text("removed_at IS NULL AND network IS NOT NULL"),
            postgresql_using="gist", postgresql_ops={"network": "inet_ops"},
        ),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    kind: str
    trait: str
    key: bytes = Field(sa_type=LargeBinary)
    network: str | None = Field(default=None, sa_type=CIDR)
    shown: str = Field(sa_type=Text)
    reason: str = words()
    made_by: str
    made_at: datetime = moment()
    expires_at: datetime | None = moment(default=None, nullable=True)
    removed_at: datetime | None = moment(default=None, nullable=True)
    removed_by: str = ""


class RulesetRow(Row, table=True):
    """A version of the rules, of the platform (no organizer) or of an organizer; never changed."""

    __tablename__ = "risk_rulesets"
    __table_args__ = (Index("ix_risk_rulesets_latest", "organizer_id", "number"),)

    number: int = Field(default=None, sa_type=Integer, primary_key=True)
    organizer_id: UUID | None = Field(default=None, foreign_key="organizers.id")
    rules: dict[str, Any] = document()
    made_by: str
    made_at: datetime = moment()
