"""Providers of whoever runs Bilten, and issuers of organizations: how each is known."""

from bilten_app.domains.identity.public import Arrived
from bilten_app.domains.organizers import queries
from bilten_app.domains.organizers import service as organizers
from bilten_app.infra.runtime import Runtime
from bilten_app.ports.signin import Registration


async def registration_of(rt: Runtime, provider: str) -> Registration:
    """Return how we are known to a provider, or raise NotFound."""
    known = rt.gateways.registrations.get(provider)
    if known is not None:
        return known
    async with rt.read() as session:
        return await queries.registration(session, rt.vault, provider, rt.settings.origin)


async def domains_of(rt: Runtime, provider: str) -> frozenset[str] | None:
    """Return the domains that an organization's issuer speaks for; None for everybody's."""
    if provider in rt.gateways.registrations:
        return None
    async with rt.read() as session:
        return await queries.proven_domains(session, provider)


async def let_join(rt: Runtime, provider: str, arrived: Arrived) -> None:
    """Let whom an organization's issuer vouched for into its team."""
    if arrived.signed_in is not None and provider not in rt.gateways.registrations:
        await organizers.join_by_issuer(
            rt, name=provider, user_id=arrived.signed_in.user_id, claims=arrived.claims
        )
