"""Tax rates, how organizers tax, fees agreed with them, and VAT ids that were asked about."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from bilten_app.domains.pricing.public import Rounding, VatStanding
from bilten_app.infra.db import Row, minor, moment, words
from bilten_app.kit.ids import new_id

ROUNDINGS = ", ".join(f"'{mode}'" for mode in Rounding)
STANDINGS = ", ".join(f"'{standing}'" for standing in VatStanding)


class TaxRule(Row, table=True):
    """A rate from a day on: of everybody, or of one organizer, whose own rate counts first."""

    __tablename__ = "tax_rules"
    __table_args__ = (
        CheckConstraint("ppm BETWEEN 0 AND 1000000", name="ppm"),
        Index(
            "uq_tax_rules_from",
            "country",
            "kind",
            "organizer_id",
            "valid_from",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organizer_id: UUID | None = Field(default=None, foreign_key="organizers.id")
    country: str
    kind: str
    ppm: int
    valid_from: date


class TaxSettings(Row, table=True):
    """How an organizer taxes, and what its invoices say of it. Without a row: no tax."""

    __tablename__ = "tax_settings"
    __table_args__ = (CheckConstraint(f"rounding IN ({ROUNDINGS})", name="rounding"),)

    organizer_id: UUID = Field(primary_key=True, foreign_key="organizers.id")
    registered: bool = False
    included: bool = True
    rounding: str = Rounding.line
    kind: str = "standard"
    reverse_charge: bool = False
    legal_name: str = ""
    address: str = words(default="")
    country: str = ""
    vat_id: str = ""
    invoice_prefix: str = ""


class TaxKind(Row, table=True):
    """A ticket type that is taxed as another kind than the organizer's others."""

    __tablename__ = "tax_kinds"

    ticket_type_id: UUID = Field(primary_key=True, foreign_key="ticket_types.id")
    kind: str


class FeeRow(Row, table=True):
    """The platform's fee as agreed with an organizer, instead of everybody's."""

    __tablename__ = "fee_plans"
    __table_args__ = (
        CheckConstraint("basis_points BETWEEN 0 AND 10000", name="basis_points"),
        CheckConstraint("fixed_minor >= 0", name="fixed"),
    )

    organizer_id: UUID = Field(primary_key=True, foreign_key="organizers.id")
    currency: str = Field(primary_key=True)
    basis_points: int
    fixed_minor: int = minor()


class VatCheck(Row, table=True):
    """A VAT id that a buyer gave for an order, and what the register said.

    `flagged` asks a person to look: the id turned out bad after the sale, or tax was charged while
    the register was down and is to be given back.
    """

    __tablename__ = "vat_checks"
    __table_args__ = (
        CheckConstraint(f"standing IN ({STANDINGS})", name="standing"),
        Index("ix_vat_checks_open", "asked_at", postgresql_where=text("standing = 'unchecked'")),
    )

    reference: UUID = Field(primary_key=True)
    vat_id: str
    country: str
    standing: str
    company: str = ""
    evidence: str = ""
    asked_at: datetime = moment()
    answered_at: datetime | None = moment(default=None, nullable=True)
    attempts: int = 1
    flagged: bool = False
