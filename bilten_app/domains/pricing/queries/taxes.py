"""How organizers tax, and which rates they find."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bilten_app.domains.organizers import queries as organizers
from bilten_app.domains.pricing.models import TaxSettings
from bilten_app.domains.pricing.public import Rounding, TaxProfile


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
