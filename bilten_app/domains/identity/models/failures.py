"""Sign-ins that failed, kept to be counted and then forgotten."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from bilten_app.infra.db import Row, moment
from bilten_app.kit.ids import new_id


class FailedSignIn(Row, table=True):
    """An attempt that failed: from which network, at which account, known or not, as a hash."""

    __tablename__ = "failed_sign_ins"
    __table_args__ = (Index("ix_failed_sign_ins_place", "place", "at"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    place: str
    account: str
    at: datetime = moment(index=True)
