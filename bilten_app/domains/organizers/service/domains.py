"""Mail domains of an organization: named, and proven by a record of their owner."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from bilten_app.domains.organizers import rules
from bilten_app.domains.organizers.models import TeamDomain, TeamIssuer
from bilten_app.domains.organizers.public import DomainNotProven, DomainTaken, Verb
from bilten_app.domains.organizers.queries.issuers import RECORD, proof_of
from bilten_app.domains.organizers.service.team import lock_team
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.errors import Invalid, NotFound
from bilten_app.kit.ids import new_id
from bilten_app.kit.roles import Permission

A_MINUTE, LOOKS_A_MINUTE = 60, 10


async def add_domain(uow: UnitOfWork, actor: Actor, *, organizer_id: UUID, domain: str) -> None:
    """Name a domain; it counts once it is proven. Twice is as once. Raises Invalid, ProofNeeded."""
    scope = await lock_team(uow, actor, organizer_id)
    normal = rules.mail_domain(domain)
    if normal is None:
        raise Invalid({"domain": rules.BAD_DOMAIN})
    row = {
        "id": new_id(), "organizer_id": scope, "domain": normal, "created_at": uow.clock.now(),
    }  # fmt: skip
    await uow.session.execute(insert(TeamDomain).values(row).on_conflict_do_nothing())
    uow.audit(Verb.domain_added, scope, domain=normal)


async def prove_domain(rt: Runtime, actor: Actor, *, organizer_id: UUID, domain_id: UUID) -> None:
    """Look whether the record is there. Raises DomainNotProven, DomainTaken, Unavailable, NotFound.

    For members with `team:manage`.
    """
    scope = actor.require(Permission.team_manage, organizer_id)
    actor.require_recent_proof()
    await rt.gateways.limits.hit("domain", str(scope), limit=LOOKS_A_MINUTE, per_s=A_MINUTE)
    async with rt.unit_of_work(actor) as uow:
        domain = (await _own(uow, scope, domain_id)).domain
    if proof_of(rt.vault, domain_id) not in await rt.gateways.names.texts(f"{RECORD}.{domain}"):
        raise DomainNotProven
    try:
        async with rt.unit_of_work(actor) as uow:
            row = await _own(uow, scope, domain_id)
            row.proven_at = row.proven_at or uow.clock.now()
            uow.audit(Verb.domain_proven, scope, domain=domain)
    except IntegrityError as error:
        raise DomainTaken from error


async def remove_domain(
    uow: UnitOfWork, actor: Actor, *, organizer_id: UUID, domain_id: UUID
) -> None:
    """Let a domain be nobody's; without any the issuer is off. Raises ProofNeeded or NotFound."""
    scope = await lock_team(uow, actor, organizer_id)
    row = await _own(uow, scope, domain_id)
    await uow.session.delete(row)
    await uow.session.flush()
    left = select(col(TeamDomain.id)).where(
        col(TeamDomain.organizer_id) == scope, col(TeamDomain.proven_at).is_not(None)
    )
    if not (await uow.session.execute(left)).first():
        chosen = select(TeamIssuer).where(col(TeamIssuer.organizer_id) == scope)
        issuer = (await uow.session.execute(chosen)).scalar_one_or_none()
        if issuer:
            issuer.is_on = issuer.is_only = False
    uow.audit(Verb.domain_removed, scope, domain=row.domain)


async def _own(uow: UnitOfWork, scope: OrganizerScope, domain_id: UUID) -> TeamDomain:
    row = await uow.get(TeamDomain, domain_id, lock=True)
    if row.organizer_id != scope:
        raise NotFound
    return row
