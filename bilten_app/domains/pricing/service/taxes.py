"""How an organizer taxes, its own rates, and the fee agreed with it."""

import re
from datetime import date
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from bilten_app.domains.pricing.models import FeeRow, TaxKind, TaxRule, TaxSettings
from bilten_app.domains.pricing.public import WHOLE_PPM, InvalidPrices, Verb
from bilten_app.domains.pricing.public.drafts import TaxDraft
from bilten_app.domains.pricing.rules.checks import tax_problems
from bilten_app.domains.pricing.service.offers import require_type
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor, ActorKind
from bilten_app.kit.errors import Forbidden
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import Permission
from bilten_app.kit.text import msgid
from bilten_app.kit.typed import many_lines, one_line

KIND = re.compile(r"[a-z][a-z0-9_-]{1,29}")
KEPT = ("legal_name", "address", "country", "vat_id", "invoice_prefix")


async def save_taxes(uow: UnitOfWork, actor: Actor, *, organizer_id: UUID, draft: TaxDraft) -> None:
    """Say how the organizer taxes, for orders from now on. Raises InvalidPrices.

    For members with `team:manage`.
    """
    scope = actor.require(Permission.team_manage, organizer_id)
    if found := tax_problems(draft):
        raise InvalidPrices(found)
    values = {
        "registered": draft.registered,
        "included": draft.included,
        "rounding": draft.rounding.value,
        "kind": draft.kind,
        "reverse_charge": draft.reverse_charge,
        "legal_name": one_line(draft.legal_name),
        "address": many_lines(draft.address),
        "country": draft.country,
        "vat_id": "".join(draft.vat_id.split()).upper(),
        "invoice_prefix": draft.invoice_prefix,
    }
    put = insert(TaxSettings).values(organizer_id=scope, **values)
    await uow.session.execute(
        put.on_conflict_do_update(index_elements=["organizer_id"], set_=values)
    )
    shown = {name: value for name, value in values.items() if name not in KEPT}
    uow.audit(Verb.taxes_saved, scope, **shown)


async def save_rate(
    uow: UnitOfWork,
    actor: Actor,
    *,
    organizer_id: UUID,
    country: str,
    kind: str,
    ppm: int,
    valid_from: date,
) -> None:
    """Set the organizer's own rate at a place from a day on; it counts before everybody's."""
    scope = actor.require(Permission.team_manage, organizer_id)
    problems: dict[str, str] = {}
    if re.fullmatch(r"[A-Z]{2}", country) is None:
        problems["country"] = msgid("Choose a country.")
    if KIND.fullmatch(kind) is None:
        problems["kind"] = msgid("Name the kind with small letters, like admission.")
    if not 0 <= ppm <= WHOLE_PPM:
        problems["rate"] = msgid("Type a rate between 0 and 100 percent.")
    if problems:
        raise InvalidPrices(problems)
    put = insert(TaxRule).values(
        id=new_id(), organizer_id=scope, country=country, kind=kind, ppm=ppm,
        valid_from=valid_from,
    )  # fmt: skip
    await uow.session.execute(
        put.on_conflict_do_update(
            index_elements=["country", "kind", "organizer_id", "valid_from"], set_={"ppm": ppm}
        )
    )
    uow.audit(Verb.rate_saved, scope, country=country, kind=kind, ppm=ppm, since=str(valid_from))


async def set_tax_kind(uow: UnitOfWork, actor: Actor, *, ticket_type_id: UUID, kind: str) -> None:
    """Tax a ticket type as another kind; an empty kind as the organizer's others."""
    await require_type(uow, actor, ticket_type_id)
    await uow.session.execute(delete(TaxKind).where(col(TaxKind.ticket_type_id) == ticket_type_id))
    if kind:
        uow.add(TaxKind(ticket_type_id=ticket_type_id, kind=kind))
    uow.audit(Verb.taxes_saved, ticket_type_id, kind=kind)


async def agree_fee(
    uow: UnitOfWork,
    actor: Actor,
    *,
    organizer_id: UUID,
    currency: str,
    basis_points: int,
    fixed_minor: int,
) -> None:
    """Write down the fee agreed with an organizer. For the platform, not for its members."""
    if actor.kind is not ActorKind.system:
        raise Forbidden
    values = {"basis_points": basis_points, "fixed_minor": fixed_minor}
    put = insert(FeeRow).values(organizer_id=organizer_id, currency=currency, **values)
    await uow.session.execute(
        put.on_conflict_do_update(index_elements=["organizer_id", "currency"], set_=values)
    )
    uow.audit(Verb.fee_agreed, organizer_id, currency=currency, **values)
