"""Browsers that are signed in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlmodel import Field

from bilten_app.infra.db import Row, moment
from bilten_app.kit.ids import new_id


class Session(Row, table=True):
    """A signed-in browser.

    `place` is the network it came from, never the whole address; `proved_at` is when its person
    last showed who they are. `acted_by` is the one of the platform's staff who acts in their name.
    `opened_by` names what began it, where that matters later: a passkey, a leaked password.
    `flagged_at` is when it was found that nobody can have travelled to it.
    """

    __tablename__ = "sessions"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="users.id", ondelete="CASCADE", index=True)
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    agent: str = ""
    place: str = ""
    created_at: datetime = moment()
    seen_at: datetime = moment()
    proved_at: datetime = moment()
    expires_at: datetime = moment(index=True)
    acted_by: UUID | None = Field(default=None, foreign_key="users.id")
    opened_by: str = ""
    flagged_at: datetime | None = moment(default=None, nullable=True)
