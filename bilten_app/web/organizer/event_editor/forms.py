"""What each step's form sends, and how typed lists are read."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bilten_app.domains.events.public import MAX_REFUND_HOURS, Category

type Wall = datetime | None


class BasicsForm(BaseModel):
    """What it is."""

    title: str = Field(max_length=200)
    summary: str = Field("", max_length=400)
    description: str = Field("", max_length=25_000)
    category: Category
    line_up: str = Field("", max_length=8000)
    tags: str = Field("", max_length=1000)
    age_policy: str = Field("", max_length=200)


class PlaceForm(BaseModel):
    """When and where; the times are those of the place."""

    starts_local: datetime
    ends_local: datetime
    doors_local: Wall = None
    time_zone: str = Field(max_length=60)
    name: str = Field("", max_length=200)
    address: str = Field("", max_length=300)
    city: str = Field("", max_length=120)
    country: str = Field("", max_length=2)
    accessibility: str = Field("", max_length=2000)

    @field_validator("doors_local", mode="before")
    @classmethod
    def _maybe(cls, typed: object) -> object:
        return typed or None

    @field_validator("starts_local", "ends_local", "doors_local")
    @classmethod
    def _wall(cls, at: Wall) -> Wall:
        return at and at.replace(tzinfo=None, second=0, microsecond=0)


class TicketForm(BaseModel):
    """One ticket type; fields like `pool_` and `part_` carry the id of what is chosen."""

    model_config = ConfigDict(extra="allow")

    name: str = Field(max_length=200)
    note: str = Field("", max_length=500)
    price: str = Field("0", max_length=20)
    open_price: bool = False
    most: str = Field("", max_length=20)
    suggested: str = Field("", max_length=100)
    capacity: int | None = Field(None, ge=0, le=1_000_000)
    max_per_order: int = Field(10, ge=1, le=100)
    max_per_person: int | None = Field(None, ge=1, le=1000)
    most_each: int = Field(1, ge=1, le=20)
    paused: bool = False
    hidden: bool = False
    rotating: bool = False

    @field_validator("capacity", "max_per_person", mode="before")
    @classmethod
    def _maybe(cls, typed: object) -> object:
        return None if typed == "" else typed

    def chosen(self, prefix: str) -> dict[UUID, str]:
        """Return what was ticked or typed under a prefix, by id."""
        found: dict[UUID, str] = {}
        for name, value in (self.model_extra or {}).items():
            typed = str(value or "").strip()
            if name.startswith(prefix) and typed and typed.lower() != "false":
                with suppress(ValueError):
                    found[UUID(name.removeprefix(prefix))] = typed
        return found


class PoolForm(BaseModel):
    """Places that ticket types share."""

    pool_name: str = Field("", max_length=200)
    pool_capacity: int = Field(ge=0, le=1_000_000)


class RefundsForm(BaseModel):
    """What happens when somebody cannot come, and who pays the fees."""

    refund_policy: str = Field("", max_length=5000)
    refund_until_hours: int | None = Field(None, ge=0, le=MAX_REFUND_HOURS)
    fees_passed_on: bool = False

    @field_validator("refund_until_hours", mode="before")
    @classmethod
    def _maybe(cls, typed: object) -> object:
        return None if typed == "" else typed


class CancelForm(BaseModel):
    """Calling the event off."""

    reason: str = Field("", max_length=1000)


def read_list(typed: str, separator: str) -> list[str]:
    """Return the items of a typed list."""
    return [item.strip() for item in typed.split(separator) if item.strip()]
