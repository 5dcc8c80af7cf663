"""A team signs in by its own issuer: set up, proven, switched on, and whom it lets in."""

from collections.abc import Mapping
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import col

from bilten_app.domains.organizers import rules
from bilten_app.domains.organizers.models import Member, Organizer, TeamDomain, TeamIssuer
from bilten_app.domains.organizers.public import NotReady, Verb
from bilten_app.domains.organizers.queries.issuers import (
    TEAM_PREFIX,
    issuer_name,
    registration_of,
    secret_purpose,
)
from bilten_app.domains.organizers.service.issuer_rows import (
    LONGEST,
    issuer_row,
    new_issuer,
    set_roles,
)
from bilten_app.domains.organizers.service.saml import look_again
from bilten_app.domains.organizers.service.team import join, lock_team
from bilten_app.infra.runtime import Runtime
from bilten_app.infra.uow import UnitOfWork
from bilten_app.kit.actor import Actor, OrganizerScope
from bilten_app.kit.errors import Invalid, NotFound
from bilten_app.kit.ids import new_token
from bilten_app.kit.roles import Permission, Role
from bilten_app.kit.typed import one_line
from bilten_app.ports.signin import ProviderKind, Round, callback_of

LONGEST_SECRET = 500
A_MINUTE, TESTS_A_MINUTE = 60, 10


async def save_issuer(
    rt: Runtime,
    actor: Actor,
    *,
    organizer_id: UUID,
    issuer: str,
    client_id: str,
    secret: str,
    role_claim: str = "",
    roles: str = "",
    default_role: Role | None = None,
) -> None:
    """Say by whom the team signs in; another issuer or client is off until it is switched on.

    An empty secret keeps the one there was. `roles` has a line for each value of the claim, like
    `staff = manager`. For members with `team:manage`. Raises Invalid by field, or ProofNeeded.
    """
    issuer, client_id, role_claim = issuer.strip(), one_line(client_id), one_line(role_claim)
    mapped, problems = rules.read_roles(roles, default_role)
    if not _is_issuer(issuer, loopback=rt.settings.hooks_to_loopback):
        problems["issuer"] = rules.BAD_ISSUER
    if not client_id or len(client_id) > LONGEST:
        problems["client_id"] = rules.NO_CLIENT
    async with rt.unit_of_work(actor) as uow:
        scope = await lock_team(uow, actor, organizer_id)
        actor.require_own_hand()
        row = await issuer_row(uow, scope)
        had_secret = row is not None and bool(row.secret_sealed)
        if (not had_secret and not secret.strip()) or len(secret) > LONGEST_SECRET:
            problems["secret"] = rules.NO_SECRET
        if problems:
            raise Invalid(problems)
        row = row or new_issuer(uow, scope)
        if (row.kind, row.issuer, row.client_id) != (ProviderKind.oidc, issuer, client_id):
            row.is_on = row.is_only = False
        row.kind, row.sso_url, row.certificates = ProviderKind.oidc.value, "", ""
        row.metadata_url, row.good_until = "", None
        row.issuer, row.client_id = issuer, client_id
        set_roles(row, claim=role_claim, roles=mapped, default_role=default_role)
        if secret.strip():
            row.secret_sealed = rt.vault.seal(secret_purpose(row.id), secret.strip().encode())
        uow.add(row)
        uow.audit(Verb.issuer_saved, scope, issuer=issuer)


async def test_issuer(rt: Runtime, actor: Actor, *, organizer_id: UUID) -> None:
    """Ask the issuer who it is, as a sign-in would. Raises Unavailable, NotVouched, NotReady."""
    scope = actor.require(Permission.team_manage, organizer_id)
    await rt.gateways.limits.hit("issuer", str(scope), limit=TESTS_A_MINUTE, per_s=A_MINUTE)
    async with rt.read() as session:
        chosen = select(TeamIssuer).where(col(TeamIssuer.organizer_id) == scope)
        row = (await session.execute(chosen)).scalar_one_or_none()
    if row is None:
        raise NotReady
    if row.kind == ProviderKind.saml.value:
        await look_again(rt, row.issuer, row.metadata_url)
        return
    where = callback_of(rt.settings.origin, issuer_name(row.id))
    asked = Round(new_token(), new_token(), new_token() * 2, where)
    known = registration_of(rt.vault, row, "", rt.settings.origin)
    await rt.gateways.providers.ask(known, asked)


async def switch_issuer(
    uow: UnitOfWork, actor: Actor, *, organizer_id: UUID, on: bool, only: bool
) -> None:
    """Let the team sign in by its issuer, or only by it, or not.

    Owners are never held back: somebody has to mend it. For members with `team:manage`. Raises
    ProofNeeded, or NotReady without an issuer or a proven domain.
    """
    scope = await lock_team(uow, actor, organizer_id)
    actor.require_own_hand()
    row = await issuer_row(uow, scope)
    proven = select(col(TeamDomain.id)).where(
        col(TeamDomain.organizer_id) == scope, col(TeamDomain.proven_at).is_not(None)
    )
    is_proven = (await uow.session.execute(proven)).first() is not None
    if row is None or (on and not (is_proven and row.issuer)):
        raise NotReady
    row.is_on, row.is_only = on, on and only
    uow.audit(Verb.issuer_switched, scope, on=on, only=row.is_only)


async def remove_issuer(uow: UnitOfWork, actor: Actor, *, organizer_id: UUID) -> None:
    """Forget the issuer; who came by it signs in otherwise. Raises ProofNeeded or NotFound."""
    scope = await lock_team(uow, actor, organizer_id)
    actor.require_own_hand()
    row = await issuer_row(uow, scope)
    if row is None:
        raise NotFound
    await uow.session.delete(row)
    uow.audit(Verb.issuer_removed, scope, issuer=row.issuer)


async def join_by_issuer(
    rt: Runtime, *, name: str, user_id: UUID, claims: Mapping[str, object]
) -> None:
    """Let whom a team's issuer vouched for into the team, as what their claims make of them.

    Who is a member already becomes what the claims say; owners stay owners. Harmless when repeated.
    """
    async with rt.unit_of_work() as uow:
        row = await uow.session.get(TeamIssuer, UUID(name.removeprefix(TEAM_PREFIX)))
        if row is None or not row.is_on:
            return
        scope = OrganizerScope(row.organizer_id)
        await uow.get(Organizer, scope, lock=True)
        told = rules.claimed_role(claims, row.role_claim, rules.read_roles(row.roles)[0])
        member = await uow.session.get(Member, (scope, user_id))
        if member is None and (role := told or row.default_role):
            await join(uow, scope, user_id, Role(role))
            uow.audit(Verb.joined_by_issuer, scope, user=str(user_id), role=role)
        elif member and told and member.role not in {told, Role.owner.value}:
            own = update(Member).where(
                col(Member.organizer_id) == scope, col(Member.user_id) == user_id
            )
            await uow.session.execute(own.values(role=told))
            uow.audit(Verb.role_changed, scope, user=str(user_id), role=told, before=member.role)


def _is_issuer(url: str, *, loopback: bool) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_safe = parts.scheme == "https" or (loopback and parts.scheme == "http")
    is_plain = not parts.query and not parts.fragment and "@" not in parts.netloc
    return bool(parts.hostname) and is_safe and is_plain and len(url) <= LONGEST
