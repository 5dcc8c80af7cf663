"""The relayer's round: all that we owe to chains, a step further."""

import structlog

from bilten_app.domains.onchain.service import claims, collections, sendings
from bilten_app.domains.onchain.service.chains import chain_ids, chain_of
from bilten_app.infra.runtime import Runtime
from bilten_app.kit.errors import Unavailable

log = structlog.get_logger(__name__)


async def relay_due(rt: Runtime) -> None:
    """Go on with collections, claims and what is sent, on each chain.

    Harmless beside another: each step is written down under a lock, and what is brought to a chain
    twice is there once. A chain that does not answer is asked again the next time.
    """
    for chain_id in chain_ids(rt):
        chain = chain_of(rt, chain_id)
        try:
            await collections.make_due(rt, chain)
            await claims.send_vouchers(rt, chain)
            await sendings.number_wanted(rt, chain)
            await sendings.push_numbered(rt, chain)
        except Unavailable:
            log.warning("a chain does not answer", chain=chain_id)
        await claims.lapse_due(rt, chain)
