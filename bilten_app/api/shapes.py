"""Shapes that several endpoints share."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Path, Request
from fastapi.responses import Response
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
)

from bilten_app.api.problems import MEDIA_TYPE
from bilten_app.api.tags import is_known, tag_of
from bilten_app.domains.media.public import MediaView
from bilten_app.domains.seating.public import SeatName
from bilten_app.kit import text
from bilten_app.kit.money import Money

COVER_WIDTH = 1200
MAX_NAME = 200
MAX_EMAIL = 320

Slug = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,119}$", examples=["jazz-by-the-canal"])]
Code = Annotated[
    str,
    Path(
        min_length=4,
        max_length=24,
        pattern=r"^[0-9A-Za-z*~$=-]+$",
        description="As people type it: case and dashes do not matter.",
        examples=["7KQ2-M9XD"],
    ),
]


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError("an instant of the years 1 to 9999 is needed") from None


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Words = Annotated[str, StringConstraints(max_length=MAX_NAME, pattern=r"^[^\x00]*$")]

PROBLEMS: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "A refusal, as problem+json.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}


class In(BaseModel):
    """What a request says; a field we do not know is a mistake worth hearing of."""

    model_config = ConfigDict(extra="forbid")


class MoneyOut(BaseModel):
    """An exact amount: `minor` in the currency's smallest unit, `decimal` for reading."""

    minor: int = Field(examples=[2500])
    currency: str = Field(examples=["EUR"])
    decimal: str = Field(examples=["25.00"])

    @classmethod
    def of(cls, money: Money) -> "MoneyOut":
        """Return the shape of an amount."""
        return cls(minor=money.minor, currency=money.currency, decimal=f"{text.amount(money):f}")


class PictureOut(BaseModel):
    """A picture: `url` is its address on this site."""

    url: str
    alt: str
    width: int
    height: int

    @classmethod
    def of(cls, picture: MediaView) -> "PictureOut":
        """Return the shape of a picture."""
        return cls(
            url=picture.url(COVER_WIDTH),
            alt=picture.alt,
            width=picture.width,
            height=picture.height,
        )


class SeatNameOut(BaseModel):
    """The seat that is printed on a ticket."""

    section: str = Field(examples=["Stalls"])
    row: str = Field(examples=["C"])
    number: int = Field(examples=[12])
    at_table: bool = Field(description="Whether `row` is a table.")

    @classmethod
    def of(cls, name: SeatName) -> "SeatNameOut":
        """Return the shape of a seat's name."""
        return cls(section=name.section, row=name.row, number=name.number, at_table=name.at_table)


def tagged(request: Request, shown: BaseModel, *, max_age_s: int | None) -> Response:
    """Return a document with its tag, or 304 when the caller has this very one.

    Without an age it is the caller's own, and no cache between keeps it.
    """
    body = shown.model_dump_json().encode()
    tag = tag_of(body)
    caching = "private, no-cache" if max_age_s is None else f"public, max-age={max_age_s}"
    headers = {"ETag": tag, "Cache-Control": caching}
    if is_known(tag, request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)
