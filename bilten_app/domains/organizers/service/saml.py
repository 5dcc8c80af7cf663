"""A team signs in by a provider that speaks SAML: known by its metadata, typed or fetched."""

import asyncio
from uuid import UUID

from bilten_app.domains.organizers import rules
from bilten_app.domains.organizers.public import NotReady, Verb
from bilten_app.domains.organizers.service.issuer_rows import (
    LONGEST,
    issuer_row,
    new_issuer,
    set_roles,
)
from bilten_app.domains.organizers.service.team import lock_team
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.actor import Actor
from bilten_app.kit.errors import Invalid, Unavailable
from bilten_app.kit.roles import Permission, Role
from bilten_app.kit.typed import one_line
from bilten_app.ports.saml import SamlProvider
from bilten_app.ports.signin import NotVouched, ProviderKind

A_MINUTE, FETCHES_A_MINUTE = 60, 10


async def save_saml(
    rt: Runtime,
    actor: Actor,
    *,
    organizer_id: UUID,
    metadata: str = "",
    metadata_url: str = "",
    role_claim: str = "",
    roles: str = "",
    default_role: Role | None = None,
) -> None:
    """Say by which SAML provider the team signs in; another one is off until it is switched on.

    Its metadata is typed, or fetched from an address, now. Without either what is known stays;
    where nothing is, there is a name to tell the provider, and nothing to switch on yet. For
    members with `team:manage`. Raises Invalid by field, TooMany, or ProofNeeded.
    """
    scope = actor.require(Permission.team_manage, organizer_id)
    actor.require_own_hand()
    actor.require_recent_proof()
    url, role_claim = metadata_url.strip(), one_line(role_claim)
    mapped, problems = rules.read_roles(roles, default_role)
    if len(url) > LONGEST:
        problems["metadata_url"] = rules.BAD_METADATA_URL
    if problems:
        raise Invalid(problems)
    await rt.gateways.limits.hit("issuer", str(scope), limit=FETCHES_A_MINUTE, per_s=A_MINUTE)
    found = await _told(rt, metadata, url)
    async with rt.unit_of_work(actor) as uow:
        scope = await lock_team(uow, actor, organizer_id)
        row = await issuer_row(uow, scope) or new_issuer(uow, scope)
        if row.kind != ProviderKind.saml:
            row.issuer, row.client_id, row.secret_sealed = "", "", b""
        if row.kind != ProviderKind.saml or (found and row.issuer != found.entity_id):
            row.is_on = row.is_only = False
        row.kind = ProviderKind.saml.value
        if found:
            row.issuer, row.sso_url = found.entity_id, found.sso_url
            row.certificates, row.good_until = "".join(found.certificates), found.good_until
            row.metadata_url = url
        set_roles(row, claim=role_claim, roles=mapped, default_role=default_role)
        uow.add(row)
        uow.audit(Verb.issuer_saved, scope, issuer=row.issuer)


async def look_again(rt: Runtime, entity_id: str, url: str) -> None:
    """Look whether a provider still tells of itself what we know.

    Raises Unavailable or NotVouched, and NotReady where nothing is known of it.
    """
    if not entity_id:
        raise NotReady
    if url and (await _fetched(rt, url)).entity_id != entity_id:
        raise NotVouched("another provider is there now")


async def _told(rt: Runtime, metadata: str, url: str) -> SamlProvider | None:
    """Return what the metadata says; None where there is none. Raises Invalid."""
    if metadata.strip():
        try:
            return await asyncio.to_thread(rt.gateways.saml.provider_of, metadata.strip().encode())
        except NotVouched:
            raise Invalid({"metadata": rules.BAD_METADATA}) from None
    if not url:
        return None
    try:
        return await _fetched(rt, url)
    except (NotVouched, Unavailable):
        raise Invalid({"metadata_url": rules.BAD_METADATA_URL}) from None


async def _fetched(rt: Runtime, url: str) -> SamlProvider:
    said = await rt.gateways.saml.fetch(url)
    return await asyncio.to_thread(rt.gateways.saml.provider_of, said)
