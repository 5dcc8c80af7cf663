"""By whom teams sign in, and whose domains are whose."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bilten_app.domains.organizers import rules
from bilten_app.domains.organizers.models import Organizer, TeamDomain, TeamIssuer
from bilten_app.domains.organizers.public import DomainView, IssuerView
from bilten_app.infra.vault import Vault
from bilten_app.kit.actor import OrganizerScope
from bilten_app.kit.errors import NotFound
from bilten_app.kit.roles import Role
from bilten_app.ports.signin import ProviderKind, Registration

TEAM_PREFIX = "team-"
PROOF, RECORD = "organizers/domain", "_bilten"


async def issuer_of(session: AsyncSession, scope: OrganizerScope) -> IssuerView | None:
    """Return by whom the team signs in, where that was said."""
    chosen = select(TeamIssuer).where(col(TeamIssuer.organizer_id) == scope)
    row = (await session.execute(chosen)).scalar_one_or_none()
    if row is None:
        return None
    return IssuerView(
        name=issuer_name(row.id),
        is_saml=row.kind == ProviderKind.saml.value,
        issuer=row.issuer,
        client_id=row.client_id,
        sso_url=row.sso_url,
        keys=row.certificates.count("BEGIN CERTIFICATE"),
        good_until=row.good_until,
        metadata_url=row.metadata_url,
        role_claim=row.role_claim,
        roles={value: Role(role) for value, role in rules.read_roles(row.roles)[0].items()},
        default_role=Role(row.default_role) if row.default_role else None,
        is_on=row.is_on,
        is_only=row.is_only,
    )


async def domains_of(
    session: AsyncSession, vault: Vault, scope: OrganizerScope
) -> Sequence[DomainView]:
    """Return the mail domains, the oldest first."""
    chosen = select(TeamDomain).where(col(TeamDomain.organizer_id) == scope)
    return [
        DomainView(
            id=row.id,
            domain=row.domain,
            record=f"{RECORD}.{row.domain}",
            value=proof_of(vault, row.id),
            proven_at=row.proven_at,
        )
        for row in (await session.execute(chosen.order_by(col(TeamDomain.id)))).scalars()
    ]


async def registration(session: AsyncSession, vault: Vault, name: str, origin: str) -> Registration:
    """Return how we are known to a team's issuer, by its name; NotFound where it is not on."""
    issuer_id = _id_in(name)
    chosen = (
        select(TeamIssuer, col(Organizer.name))
        .join(Organizer, col(Organizer.id) == col(TeamIssuer.organizer_id))
        .where(
            col(TeamIssuer.id) == issuer_id,
            col(TeamIssuer.is_on).is_(True),
            col(Organizer.suspended_at).is_(None),
        )
    )
    found = (await session.execute(chosen)).one_or_none()
    if found is None:
        raise NotFound
    row, title = found
    return registration_of(vault, row, title, origin)


async def has_saml(session: AsyncSession, name: str) -> bool:
    """Whether a team's provider of this name speaks SAML, switched on or not."""
    try:
        issuer_id = _id_in(name)
    except NotFound:
        return False
    chosen = select(col(TeamIssuer.kind)).where(col(TeamIssuer.id) == issuer_id)
    return (await session.execute(chosen)).scalar_one_or_none() == ProviderKind.saml.value


async def issuer_of_domain(session: AsyncSession, domain: str) -> str:
    """Return the name of the issuer who speaks for a mail domain, or raise NotFound."""
    chosen = (
        select(col(TeamIssuer.id))
        .join(TeamDomain, col(TeamDomain.organizer_id) == col(TeamIssuer.organizer_id))
        .where(
            col(TeamDomain.domain) == domain.lower(),
            col(TeamDomain.proven_at).is_not(None),
            col(TeamIssuer.is_on).is_(True),
        )
    )
    issuer_id = (await session.execute(chosen)).scalar_one_or_none()
    if issuer_id is None:
        raise NotFound
    return issuer_name(issuer_id)


async def proven_domains(session: AsyncSession, name: str) -> frozenset[str]:
    """Return the domains for whose addresses an issuer may speak."""
    chosen = (
        select(col(TeamDomain.domain))
        .join(TeamIssuer, col(TeamIssuer.organizer_id) == col(TeamDomain.organizer_id))
        .where(
            col(TeamIssuer.id) == UUID(name.removeprefix(TEAM_PREFIX)),
            col(TeamDomain.proven_at).is_not(None),
        )
    )
    return frozenset((await session.execute(chosen)).scalars())


def _id_in(name: str) -> UUID:
    """Return the id of a team's issuer out of its name; NotFound for any other spelling."""
    try:
        issuer_id = UUID(name.removeprefix(TEAM_PREFIX))
    except ValueError:
        raise NotFound from None
    if name != issuer_name(issuer_id):
        raise NotFound
    return issuer_id


def issuer_name(issuer_id: UUID) -> str:
    """Return what a team's issuer is called in addresses."""
    return f"{TEAM_PREFIX}{issuer_id.hex}"


def saml_address(origin: str, name: str) -> str:
    """Return what we are called at a SAML provider: where our metadata is."""
    return f"{origin}/auth/saml/{name}/metadata"


def registration_of(vault: Vault, row: TeamIssuer, title: str, origin: str) -> Registration:
    """Return how we are known to an issuer; a stranger named it, so it is called with care."""
    if row.kind == ProviderKind.saml.value:
        name = issuer_name(row.id)
        keys = {"sso_url": row.sso_url, "certificates": row.certificates}
        return Registration(
            name, title, ProviderKind.saml, saml_address(origin, name), row.issuer,
            keys=keys, is_ours=False,
        )  # fmt: skip
    secret = vault.open(secret_purpose(row.id), row.secret_sealed).decode()
    return Registration(
        issuer_name(row.id), title, ProviderKind.oidc, row.client_id, row.issuer, secret,
        is_ours=False,
    )  # fmt: skip


def proof_of(vault: Vault, domain_id: UUID) -> str:
    """Return what the record of a domain must say."""
    return f"bilten={vault.link_secret(PROOF, domain_id)}"


def secret_purpose(issuer_id: UUID) -> str:
    """Return what the vault binds the secret of an issuer to."""
    return f"organizers/issuer/{issuer_id}"
