"""Rules about networks and countries; what is over stays in its history."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import CIDR
from sqlmodel import Field

from bilten_app.infra.db import Row, moment, words
from bilten_app.kit.ids import new_id


class NetworkRule(Row, table=True):
    """One network or one country that is let in or kept out."""

    __tablename__ = "network_rules"
    __table_args__ = (
        CheckConstraint("verdict IN ('allow', 'deny')", name="verdict"),
        CheckConstraint("(network IS NULL) <> (country IS NULL)", name="subject"),
        Index(
            "uq_network_rules_network", "network", unique=True,
            postgresql_where=text("removed_at IS NULL AND network IS NOT NULL"),
        ),
        Index(
            "uq_network_rules_country", "country", unique=True,
            postgresql_where=text("removed_at IS NULL AND country IS NOT NULL"),
        ),
        Index("ix_network_rules_made", "made_at", "id"),
    )  # fmt: skip

    id: UUID = Field(default_factory=new_id, primary_key=True)
    verdict: str
    network: str | None = Field(default=None, sa_type=CIDR)
    country: str | None = None
    reason: str = words()
    made_by: str = ""
    made_at: datetime = moment()
    ends_at: datetime | None = moment(default=None, nullable=True)
    removed_at: datetime | None = moment(default=None, nullable=True)
    removed_by: str = ""
