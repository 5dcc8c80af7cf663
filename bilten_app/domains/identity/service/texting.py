"""How many codes are texted: each costs, and strangers earn by having them sent (toll fraud)."""

from contextlib import suppress
from uuid import UUID

from bilten_app.domains.identity.public import TollSuspected, Verb
from bilten_app.domains.identity.rules import network_of
from bilten_app.domains.identity.rules.numbers import prefix_of
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import TooMany

AN_HOUR, A_DAY = 3600, 86_400
OF_AN_ACCOUNT_A_DAY, TO_A_NUMBER_AN_HOUR, TO_A_NUMBER_A_DAY = 10, 5, 10
NEW_FROM_A_NETWORK_A_DAY = 20
NEW_TO_A_PREFIX_AN_HOUR, TO_A_PREFIX_AN_HOUR = 100, 1000


async def count_new(rt: Runtime, user_id: UUID, number: str, *, address: str) -> None:
    """Count a text message to a number that nobody has proven yet. Raises TooMany.

    Beside what counts for each, it counts for the network it is asked from. Where it leads is
    counted apart from numbers that were proven, so that who sends to hundreds of new ones keeps
    nobody out who signs in.
    """
    await _count(rt, user_id, number)
    if network := network_of(address):
        await rt.gateways.limits.hit(
            "text-network", network, limit=NEW_FROM_A_NETWORK_A_DAY, per_s=A_DAY
        )
    await _count_prefix(rt, "text-prefix-new", number, NEW_TO_A_PREFIX_AN_HOUR)


async def count_text(rt: Runtime, user_id: UUID, number: str) -> None:
    """Count a text message to a number that was proven, before it is sent. Raises TooMany."""
    await _count(rt, user_id, number)
    await _count_prefix(rt, "text-prefix", number, TO_A_PREFIX_AN_HOUR)


async def _count(rt: Runtime, user_id: UUID, number: str) -> None:
    """Count for the account, and for the number, whoever asks. It is named under a key of ours."""
    hit = rt.gateways.limits.hit
    named = rt.vault.derive("identity.numbers", number.encode()).hex()
    await hit("text-account", str(user_id), limit=OF_AN_ACCOUNT_A_DAY, per_s=A_DAY)
    await hit("text-number", named, limit=TO_A_NUMBER_AN_HOUR, per_s=AN_HOUR)
    await hit("text-number-day", named, limit=TO_A_NUMBER_A_DAY, per_s=A_DAY)


async def _count_prefix(rt: Runtime, what: str, number: str, limit: int) -> None:
    """Count for where a number leads: numbers that somebody earns by share their first digits."""
    prefix = prefix_of(number)
    try:
        await rt.gateways.limits.hit(what, prefix, limit=limit, per_s=AN_HOUR)
    except TooMany:
        await _suspect(rt, prefix)
        raise


async def _suspect(rt: Runtime, prefix: str) -> None:
    """Let staff hear of it, once an hour."""
    with suppress(TooMany):
        await rt.gateways.limits.hit("text-alert", prefix, limit=1, per_s=AN_HOUR)
        async with rt.unit_of_work() as uow:
            hour = uow.clock.now().isoformat(timespec="hours")
            uow.record(TollSuspected(prefix, hour))
            uow.audit(Verb.toll_suspected, prefix)
