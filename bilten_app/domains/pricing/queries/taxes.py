"""How organizers tax, and which rates they find."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.pricing.models import TaxSettings, VatCheck
from bilten_app.domains.pricing.public import Quote, Rounding, TaxProfile, VatStanding
from bilten_app.domains.pricing.rules.taxes import is_across


async def tax_profile(session: AsyncSession, organizer_id: UUID) -> TaxProfile:
    """Return how an organizer taxes; one that has said nothing does not, and goes by its name."""
    row = await session.get(TaxSettings, organizer_id) or TaxSettings(organizer_id=organizer_id)
    name = row.legal_name or (await organizers.by_id(session, organizer_id)).name
    return TaxProfile(
        registered=row.registered,
        included=row.included,
        rounding=Rounding(row.rounding),
        kind=row.kind,
        reverse_charge=row.reverse_charge,
        legal_name=name,
        address=row.address,
        country=row.country,
        vat_id=row.vat_id,
        invoice_prefix=row.invoice_prefix,
    )


async def owes_tax_itself(session: AsyncSession, organizer_id: UUID, sold: Quote) -> bool:
    """Whether the business that bought owes the tax of a quote, now that its VAT id is proven."""
    profile = await tax_profile(session, organizer_id)
    return profile.reverse_charge and all(
        is_across(sold.buyer.country, one.rate.country) for one in sold.taxes
    )


async def proven_vat_id(session: AsyncSession, references: Collection[UUID]) -> str:
    """Return the VAT id given for one of these that was proven after the sale, or nothing."""
    chosen = select(col(VatCheck.vat_id)).where(
        col(VatCheck.reference).in_(references),
        col(VatCheck.flagged),
        col(VatCheck.standing) == VatStanding.valid,
    )
    return (await session.execute(chosen)).scalars().first() or ""


async def failed_vat_id(session: AsyncSession, references: Collection[UUID]) -> str:
    """Return the VAT id given for one of these that turned out bad after the sale, or nothing."""
    chosen = select(col(VatCheck.vat_id)).where(
        col(VatCheck.reference).in_(references),
        col(VatCheck.flagged),
        col(VatCheck.standing) == VatStanding.invalid,
    )
    return (await session.execute(chosen)).scalars().first() or ""
