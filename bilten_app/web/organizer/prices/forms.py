"""What the forms send, and how their rows of fields become drafts."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from bilten_app.domains.pricing.public import PromoKind
from bilten_app.domains.pricing.public.drafts import (
    MOST_GROUPS,
    MOST_TIERS,
    GroupDraft,
    LiveDraft,
    PromoDraft,
    TierDraft,
)
from bilten_app.kit.errors import Invalid
from bilten_app.kit.text import msgid
from bilten_app.web.amounts import read_amount

ALL, SEVERAL = "", "several"
CHECKED = {"true", "on"}
SHARES = {PromoKind.percent, PromoKind.buy_get}
BAD_AMOUNT = msgid("Write an amount like 25 or 25.50.")
BAD_SHARE = msgid("Write a share like 10 or 12.5.")
BAD_COUNT = msgid("Write a whole number.")
BAD_TIME = msgid("Write a day and a time.")


class RowsForm(BaseModel):
    """Fields whose names carry a row's number: `tier0_name`, `group1_price`."""

    model_config = ConfigDict(extra="allow")

    def field(self, name: str) -> str:
        """Return what was typed, without spaces around it."""
        return str((self.model_extra or {}).get(name) or "").strip()


class PromoForm(BaseModel):
    """A promotion."""

    kind: PromoKind
    name: str = Field("", max_length=200)
    code: str = Field("", max_length=60)
    value: str = Field("", max_length=20)
    buy: str = Field("", max_length=4)
    get: str = Field("", max_length=4)
    ticket_type: str = Field("", max_length=40)
    audience: str = Field("", max_length=60)
    starts_at: str = Field("", max_length=20)
    ends_at: str = Field("", max_length=20)
    min: str = Field("", max_length=20)
    max_uses: str = Field("", max_length=12)
    per_identity: str = Field("", max_length=12)
    most_tickets: str = Field("", max_length=4)
    stackable: bool = False


class TryForm(BaseModel):
    """A cart to try the prices with."""

    try_ticket_type: UUID
    try_quantity: int = Field(1, ge=1, le=100)
    try_code: str = Field("", max_length=60)
    try_email: str = Field("", max_length=200)


class Reader:
    """Reads fields and gathers what is wrong with them."""

    def __init__(self, currency: str, zone: str) -> None:
        self.problems: dict[str, str] = {}
        self._currency = currency
        self._zone = ZoneInfo(zone)

    def amount(self, field: str, typed: str) -> int:
        """Return minor units."""
        minor = read_amount(typed, self._currency)
        return self._read(field, minor, BAD_AMOUNT) or 0

    def share(self, field: str, typed: str) -> int:
        """Return a percentage in ppm."""
        try:
            ppm = Decimal(typed.replace(",", ".") or "0") * 10_000
        except InvalidOperation:
            ppm = Decimal("NaN")
        is_exact = ppm.is_finite() and ppm == ppm.to_integral_value() and abs(ppm) <= 10**7
        return self._read(field, int(ppm) if is_exact else None, BAD_SHARE) or 0

    def count(self, field: str, typed: str) -> int | None:
        """Return a whole number, None for an empty field."""
        if not typed:
            return None
        return self._read(field, int(typed) if typed.isdecimal() else None, BAD_COUNT)

    def moment(self, field: str, typed: str) -> datetime | None:
        """Return the instant of a wall time at the event, None for an empty field."""
        if not typed:
            return None
        try:
            return datetime.fromisoformat(typed).replace(tzinfo=self._zone).astimezone(UTC)
        except (ValueError, OverflowError):
            return self._read(field, None, BAD_TIME)

    def check(self) -> None:
        """Raise Invalid with everything that is wrong."""
        if self.problems:
            raise Invalid(self.problems)

    def _read[V](self, field: str, value: V | None, problem: str) -> V | None:
        if value is None:
            self.problems[field] = problem
        return value


def read_tiers(
    form: RowsForm, read: Reader, ids: Mapping[int, UUID]
) -> tuple[list[TierDraft], list[GroupDraft]]:
    """Return the rows that are filled in; `ids` are those of the tiers that stand already."""
    tiers: list[TierDraft] = []
    for row in range(MOST_TIERS):
        name, price = form.field(f"tier{row}_name"), form.field(f"tier{row}_price")
        if name or price:
            tiers.append(
                TierDraft(
                    name=name,
                    price_minor=read.amount(f"tier{row}_price", price),
                    starts_at=read.moment(f"tier{row}_starts_at", form.field(f"tier{row}_starts")),
                    ends_at=read.moment(f"tier{row}_ends_at", form.field(f"tier{row}_ends")),
                    places=read.count(f"tier{row}_places", form.field(f"tier{row}_places")),
                    id=ids.get(row),
                )
            )
    groups = [
        GroupDraft(
            read.count(f"group{row}_from_quantity", form.field(f"group{row}_from")) or 0,
            read.amount(f"group{row}_price", form.field(f"group{row}_price")),
        )
        for row in range(MOST_GROUPS)
        if form.field(f"group{row}_from") or form.field(f"group{row}_price")
    ]
    return tiers, groups


def read_live(form: RowsForm, read: Reader) -> LiveDraft | None:
    """Return the bounds of a price that follows demand; None while nothing is said of it."""
    said = {name: form.field(f"live_{name}") for name in ("base", "floor", "ceiling", "hourly")}
    if not any(said.values()):
        return None
    minor: dict[str, Any] = {
        f"{name}_minor": read.amount(f"live_{name}", typed) for name, typed in said.items()
    }
    return LiveDraft(**minor, active=form.field("live_active").lower() in CHECKED)


def read_promo(form: PromoForm, read: Reader, kept: frozenset[UUID]) -> PromoDraft:
    """Return a promotion; `kept` are its ticket types when it is for several."""
    reckon = read.share if form.kind in SHARES else read.amount
    types = kept if form.ticket_type == SEVERAL else frozenset[UUID]()
    if form.ticket_type not in {ALL, SEVERAL}:
        types = frozenset({UUID(form.ticket_type)})
    return PromoDraft(
        kind=form.kind,
        name=form.name,
        code=form.code,
        value=0 if form.kind is PromoKind.unlock else reckon("value", form.value),
        buy=read.count("buy", form.buy) or 0,
        get=read.count("get", form.get) or 0,
        ticket_types=types,
        audience=form.audience,
        starts_at=read.moment("starts_at", form.starts_at),
        ends_at=read.moment("ends_at", form.ends_at),
        min_minor=read.amount("min", form.min),
        max_uses=read.count("max_uses", form.max_uses),
        per_identity=read.count("per_identity", form.per_identity),
        most_tickets=read.count("most_tickets", form.most_tickets),
        stackable=form.stackable,
    )


def placed(problems: Mapping[str, str]) -> dict[str, str]:
    """Return problems of tiers and groups under the names of their fields.

    `1.price` becomes `tier1_price`, `group.0.from_quantity` becomes `group0_from_quantity`.
    """
    named: dict[str, str] = {}
    for field, text in problems.items():
        kind, _, rest = field.partition(".") if field.startswith("group.") else ("tier", "", field)
        named[f"{kind}{rest.replace('.', '_')}" if "." in rest else field] = text
    return named
