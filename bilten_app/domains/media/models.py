"""A picture and its renditions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field

from bilten_app.infra.db import Row, document, moment
from bilten_app.kit.ids import new_id


class Media(Row, table=True):
    """A picture; `renditions` maps a width to the key of its bytes."""

    __tablename__ = "media"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    owner_id: UUID = Field(index=True)
    kind: str
    mime: str
    width: int
    height: int
    tint: str
    alt: str = ""
    renditions: dict[str, Any] = document()
    created_at: datetime = moment()
