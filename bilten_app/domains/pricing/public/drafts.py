"""What an organizer says of prices, before it is checked. Amounts are minor units."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bilten_app.domains.pricing.public.tariff import PromoKind, Rounding

MOST_TIERS, MOST_GROUPS = 6, 3


@dataclass(frozen=True, slots=True)
class TierDraft:
    """A tier; with an `id` it is one that stands already."""

    name: str
    price_minor: int
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    places: int | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """A group price."""

    from_quantity: int
    price_minor: int


@dataclass(frozen=True, slots=True)
class LiveDraft:
    """A price that follows demand: at the usual pace it is the base."""

    base_minor: int
    floor_minor: int
    ceiling_minor: int
    hourly_minor: int
    active: bool = True


@dataclass(frozen=True, slots=True)
class PromoDraft:
    """A promotion; `value` is a share in ppm or an amount, as its kind says."""

    kind: PromoKind
    name: str = ""
    code: str = ""
    value: int = 0
    buy: int = 0
    get: int = 0
    ticket_types: frozenset[UUID] = frozenset()
    audience: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    min_minor: int = 0
    max_uses: int | None = None
    per_identity: int | None = None
    most_tickets: int | None = None
    stackable: bool = False


@dataclass(frozen=True, slots=True)
class TaxDraft:
    """How an organizer taxes, and what its invoices say of it."""

    registered: bool
    included: bool = True
    rounding: Rounding = Rounding.line
    kind: str = "standard"
    reverse_charge: bool = False
    legal_name: str = ""
    address: str = ""
    country: str = ""
    vat_id: str = ""
    invoice_prefix: str = ""
