"""How many codes are texted: each costs, and strangers earn by having them sent (toll fraud)."""

from uuid import UUID

from bilten_app.domains.identity.rules.numbers import prefix_of
from bilten_app.infra.runtime import Runtime

AN_HOUR, A_DAY = 3600, 86_400
OF_AN_ACCOUNT_A_DAY, TO_A_NUMBER_AN_HOUR, TO_A_NUMBER_A_DAY = 10, 5, 10
TO_A_PREFIX_AN_HOUR = 100


async def count_text(rt: Runtime, user_id: UUID, number: str) -> None:
    """Count a text message before it is sent. Raises TooMany.

    For the account, for the number, whoever asks, and for where it leads: a list of numbers that
    somebody earns by shares its first digits. Numbers are counted under a key of ours.
    """
    hit = rt.gateways.limits.hit
    named = rt.vault.derive("identity.numbers", number.encode()).hex()
    await hit("text-account", str(user_id), limit=OF_AN_ACCOUNT_A_DAY, per_s=A_DAY)
    await hit("text-number", named, limit=TO_A_NUMBER_AN_HOUR, per_s=AN_HOUR)
    await hit("text-number-day", named, limit=TO_A_NUMBER_A_DAY, per_s=A_DAY)
    await hit("text-prefix", prefix_of(number), limit=TO_A_PREFIX_AN_HOUR, per_s=AN_HOUR)
